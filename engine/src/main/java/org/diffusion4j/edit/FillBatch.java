// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.image.Picture;

/**
 * Fills that are made together: first the first windows of all rows in one call of the method, then all further windows, so
 * many at once.
 *
 * @param rows the plan of each fill, at most {@link #ROWS}
 * @param firstImage the number of the first fill
 */
record FillBatch(List<FillPlan> rows, long firstImage) {
    /** Holes that a network sees at once. */
    static final int ROWS = 16;

    FillBatch {
        rows = List.copyOf(rows);
    }

    /** One window of one row, and the number of its stream. */
    private record Part(int row, HoleWindow window, long image) {}

    /** How often the method is called. */
    int calls() {
        int further = rows.stream().mapToInt(row -> row.windows().size() - 1).sum();
        return 1 + (further + ROWS - 1) / ROWS;
    }

    private List<List<Part>> calling() {
        List<List<Part>> calls = new ArrayList<>();
        calls.add(IntStream.range(0, rows.size())
                .mapToObj(i -> new Part(i, rows.get(i).windows().get(0), firstImage + i))
                .toList());
        List<Part> further = IntStream.range(0, rows.size())
                .boxed()
                .flatMap(i -> rows.get(i).windows().stream()
                        .skip(1)
                        .map(window -> new Part(i, window, window.image(firstImage + i))))
                .toList();
        for (int first = 0; first < further.size(); first += ROWS) {
            calls.add(further.subList(first, Math.min(first + ROWS, further.size())));
        }
        return calls;
    }

    /**
     * The fills. Where no row has a hole, nobody is asked; a row without one beside others is shown, so that rows keep their
     * streams.
     */
    List<Picture> fill(HoleFiller filler, FillRequest request) {
        List<Picture> pictures = rows.stream().map(row -> row.hole().picture()).toList();
        int evaluations = filler.evaluations(request);
        if (rows.stream().noneMatch(FillPlan::hasHole)) {
            request.progress().accept((long) calls() * evaluations);
            return pictures;
        }
        List<byte[]> samples = pictures.stream().map(Picture::samples).toList();
        long before = 0;
        for (List<Part> call : calling()) {
            long start = before;
            fill(call, filler, request.reportingTo(done -> request.progress().accept(start + done)), samples);
            before += evaluations;
        }
        return IntStream.range(0, rows.size())
                .mapToObj(i -> of(pictures.get(i), samples.get(i)))
                .toList();
    }

    private static Picture of(Picture shape, byte[] samples) {
        return Picture.of(shape.width(), shape.height(), shape.channels(), samples);
    }

    private void fill(List<Part> parts, HoleFiller filler, FillRequest request, List<byte[]> samples) {
        List<Hole> seen = parts.stream()
                .map(part -> rows.get(part.row()).through(part.window()))
                .toList();
        List<Picture> fills = filler.fill(seen, parts.stream().map(Part::image).toList(), request);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            rows.get(part.row()).put(samples.get(part.row()), part.window(), seen.get(i), fills.get(i));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.image.Picture;

/**
 * Fills that are made together. The method is called once for the first windows of all rows, then for every further window;
 * rows of one and the same hole share these calls.
 *
 * @param rows the plan of each fill
 * @param firstImage the number of the first fill
 */
record FillBatch(List<FillPlan> rows, long firstImage) {
    /** Holes that a network sees at once. */
    private static final int ROWS = 16;

    FillBatch {
        rows = List.copyOf(rows);
    }

    /** Batches for one fill of each hole, in their order. */
    static List<FillBatch> of(List<Hole> holes, HoleFiller filler) {
        IdentityHashMap<Hole, FillPlan> plans = new IdentityHashMap<>();
        List<FillPlan> rows = holes.stream()
                .map(hole -> plans.computeIfAbsent(hole, one -> FillPlan.of(one, filler)))
                .toList();
        List<FillBatch> batches = new ArrayList<>();
        for (int first = 0; first < rows.size(); first += ROWS) {
            batches.add(new FillBatch(rows.subList(first, Math.min(first + ROWS, rows.size())), first));
        }
        return batches;
    }

    /**
     * One call of the method.
     *
     * @param from the first of its rows within the batch
     * @param windows the window of each of its rows
     * @param isFirst whether they are the first windows of their pictures
     */
    private record Call(int from, List<HoleWindow> windows, boolean isFirst) {
        FillRequest of(FillRequest request) {
            return isFirst ? request : request.withSeed(windows.get(0).seed(request.seed()));
        }
    }

    /** How often the method is called. */
    int calls() {
        return calling().size();
    }

    private List<Call> calling() {
        List<Call> calls = new ArrayList<>();
        calls.add(new Call(0, rows.stream().map(row -> row.windows().get(0)).toList(), true));
        for (int from = 0, end; from < rows.size(); from = end) {
            FillPlan plan = rows.get(from);
            end = from + 1;
            while (end < rows.size() && rows.get(end).equals(plan)) {
                end++;
            }
            int first = from;
            int count = end - from;
            plan.windows().stream()
                    .skip(1)
                    .map(window -> new Call(
                            first,
                            IntStream.range(0, count).mapToObj(i -> window).toList(),
                            false))
                    .forEach(calls::add);
        }
        return calls;
    }

    /**
     * The fills. Where no row has a hole, nobody is asked; a row without one beside others is shown, so that rows keep their
     * streams.
     */
    List<Picture> fill(HoleFiller filler, FillRequest request) {
        List<Picture> pictures = rows.stream().map(row -> row.hole().picture()).toList();
        if (rows.stream().noneMatch(FillPlan::hasHole)) {
            request.progress().accept(calls() * (long) filler.evaluations(request));
            return pictures;
        }
        List<byte[]> samples = pictures.stream().map(Picture::samples).toList();
        long before = 0;
        for (Call call : calling()) {
            long start = before;
            fill(
                    call,
                    filler,
                    call.of(request).reportingTo(done -> request.progress().accept(start + done)),
                    samples);
            before += filler.evaluations(request);
        }
        return IntStream.range(0, rows.size())
                .mapToObj(i -> of(pictures.get(i), samples.get(i)))
                .toList();
    }

    private static Picture of(Picture shape, byte[] samples) {
        return Picture.of(shape.width(), shape.height(), shape.channels(), samples);
    }

    private void fill(Call call, HoleFiller filler, FillRequest request, List<byte[]> samples) {
        int from = call.from();
        List<HoleWindow> windows = call.windows();
        List<Hole> seen = IntStream.range(0, windows.size())
                .mapToObj(i -> rows.get(from + i).through(windows.get(i)))
                .toList();
        List<Picture> fills = filler.fill(seen, firstImage + from, request);
        for (int i = 0; i < windows.size(); i++) {
            rows.get(from + i).put(samples.get(from + i), windows.get(i), seen.get(i), fills.get(i));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Background;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;

/**
 * Fills holes in pictures of any size by any method. The contract, whatever the method:
 *
 * <ul>
 *   <li>A known pixel comes back bit for bit, opacity too. A filled pixel is opaque.
 *   <li>The network sees a picture with opacity laid on white, a grey one in three equal channels; the fill of a grey
 *       picture is grey by its luma. What it fills has as many channels as what came.
 *   <li>A picture that is smaller than the method's size is continued by reflection and cut back; from a larger one the
 *       surroundings of the hole are cut out, and shrunk where the hole fills more than three quarters of a side (see
 *       {@link Framing}).
 *   <li>Fill k of a seed is the same whatever the number of fills, up to the rounding of batches. A mask without a hole gives
 *       the picture; one without a known pixel gives a picture drawn freely.
 * </ul>
 */
public final class Inpainter implements AutoCloseable {
    /** Holes that a network sees at once. */
    private static final int ROWS = 16;

    private final HoleFiller filler;

    /** Fills by {@code filler}, which it closes. */
    public Inpainter(HoleFiller filler) {
        this.filler = filler;
    }

    /**
     * Opens a model that can fill holes on the first GPU if there is one, else on the CPU.
     *
     * @param nameOrPath as {@link org.diffusion4j.model.Model#open(String)} takes it
     * @throws org.diffusion4j.error.DiffusionException with a sentence if there is none, or it cannot fill holes
     */
    public static Inpainter open(String nameOrPath) {
        return open(nameOrPath, "auto");
    }

    /** Opens a model on a device: {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:1}. */
    public static Inpainter open(String nameOrPath, String device) {
        return new Inpainter(Fillers.open(nameOrPath, device));
    }

    /** The method, for records. */
    public HoleFiller filler() {
        return filler;
    }

    /**
     * The fills of one hole.
     *
     * @return as many pictures as the request counts, shaped like {@code picture}
     * @throws ShapeException if the mask has another size, or a picture in colour was given to a model that draws in grey
     * @throws org.diffusion4j.error.ConfigException if the method cannot follow the request
     * @throws org.diffusion4j.error.CancelledException if the request's stop was asked for
     */
    public List<Picture> fill(Picture picture, Mask mask, FillRequest request) {
        return fillEach(Collections.nCopies(request.count(), new Hole(picture, mask)), request);
    }

    /** One fill of each hole, by the stream of its place in the list; the request's count is not looked at. */
    public List<Picture> fillEach(List<Hole> holes, FillRequest request) {
        filler.require(request);
        holes.forEach(hole -> requireColors(hole.picture()));
        List<Picture> fills = new ArrayList<>();
        for (int first = 0; first < holes.size(); first += ROWS) {
            List<Hole> rows = holes.subList(first, Math.min(first + ROWS, holes.size()));
            long before = (long) first / ROWS * filler.evaluations(request);
            fills.addAll(fill(
                    rows, first, request.reportingTo(done -> request.progress().accept(before + done))));
        }
        return fills;
    }

    /** What progress counts to while {@code holes} fills are made. */
    public long evaluations(int holes, FillRequest request) {
        return (holes + ROWS - 1L) / ROWS * filler.evaluations(request);
    }

    /** Only what has a hole is shown to the method; a run of rows keeps its streams. */
    private List<Picture> fill(List<Hole> rows, long firstImage, FillRequest request) {
        if (rows.stream().allMatch(hole -> hole.mask().holeShare() == 0)) {
            return rows.stream().map(Hole::picture).toList();
        }
        List<Framing> framings = rows.stream()
                .map(hole -> Framing.of(hole.mask(), filler.width(), filler.height()))
                .toList();
        List<Hole> framed = IntStream.range(0, rows.size())
                .mapToObj(i -> framings.get(i).of(shown(rows.get(i))))
                .toList();
        List<Picture> fills = filler.fill(framed, firstImage, request);
        return IntStream.range(0, rows.size())
                .mapToObj(i ->
                        composed(rows.get(i), framings.get(i), framings.get(i).back(framed.get(i), fills.get(i))))
                .toList();
    }

    /** As the network sees it: without opacity, in the method's channels. */
    private Hole shown(Hole hole) {
        Picture opaque = hole.picture().over(Background.WHITE);
        return new Hole(filler.channels() == 1 ? opaque.grey() : opaque.colored(), hole.mask());
    }

    private void requireColors(Picture picture) {
        if (filler.channels() == 1 && picture.channels() != 1) {
            throw new ShapeException(
                    "a picture in colour was given to a model that draws in grey, whose fills would be grey in it. Give a grey picture, or use a model of 3 channels.");
        }
    }

    /** The picture with the fill where nothing was known, and every other byte as it was. */
    private static Picture composed(Hole hole, Framing framing, Picture window) {
        Picture picture = hole.picture();
        int channels = picture.channels();
        Picture fill = channels == 1 ? window.grey() : window.colored();
        byte[] samples = picture.samples();
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                if (hole.mask().isKnown(x, y)) {
                    continue;
                }
                int at = (y * picture.width() + x) * channels;
                for (int c = 0; c < Math.min(3, channels); c++) {
                    samples[at + c] = (byte) fill.sample(x - framing.left(), y - framing.top(), c);
                }
                if (channels == 4) {
                    samples[at + 3] = (byte) 255;
                }
            }
        }
        return Picture.of(picture.width(), picture.height(), channels, samples);
    }

    @Override
    public void close() {
        filler.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.diffusion4j.network.Compute;

/**
 * Fills holes in pictures of any size by any method. The contract, whatever the method:
 *
 * <ul>
 *   <li>A known pixel comes back bit for bit, opacity too. A filled pixel is opaque.
 *   <li>The network sees a picture with opacity laid on white, a grey one in three equal channels; the fill of a grey
 *       picture is grey by its luma. What it fills has as many channels as what came.
 *   <li>A picture that is smaller than the method's size is continued by reflection and cut back; from a larger one the
 *       surroundings of the hole are cut out, and shrunk where the hole fills more than three quarters of a side (see
 *       {@link Framings}). Areas of the hole that are apart have windows of their own, unless one window shows them as well
 *       (see {@link HoleWindows}); a long, thin one is cut into parts with windows of their own (see {@link LongHole}). Through
 *       each window what is filled through others is seen as unknown.
 *   <li>Fill k of a seed is the same whatever the number of fills, up to the rounding of batches. The first window of a
 *       picture, row by row, draws its noise from the stream of image k, every other one from a stream that depends on k and on
 *       the place of the first pixel that it fills. So a window is filled in the same way whatever the hole has elsewhere, as long as
 *       it stays the first one or another, no other area comes into it or shares it, and there are not so many windows that
 *       all of them grow.
 *   <li>A mask without a hole gives the picture; one without a known pixel gives a picture drawn freely.
 * </ul>
 */
public final class Inpainter implements AutoCloseable {
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
        return open(nameOrPath, device, Compute.FLOAT32);
    }

    /**
     * Opens a model that computes in another number format; see {@link org.diffusion4j.model.Model#open(String, String,
     * org.diffusion4j.model.WeightChoice, Compute)}.
     *
     * @throws org.diffusion4j.error.ConfigException also if {@code compute} is {@link Compute#TF32}, which belongs to training
     */
    public static Inpainter open(String nameOrPath, String device, Compute compute) {
        compute.requireForAsking();
        return new Inpainter(Fillers.open(nameOrPath, device, compute));
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
        long before = 0;
        FillPlans plans = new FillPlans(filler);
        for (int first = 0; first < holes.size(); first += FillBatch.ROWS) {
            FillBatch batch = plans.batch(holes, first);
            long start = before;
            fills.addAll(batch.fill(
                    filler, request.reportingTo(done -> request.progress().accept(start + done))));
            before += (long) batch.calls() * filler.evaluations(request);
        }
        return fills;
    }

    /** What progress counts to while each of these holes is filled once. */
    public long evaluations(List<Hole> holes, FillRequest request) {
        FillPlans plans = new FillPlans(filler);
        long calls = 0;
        for (int first = 0; first < holes.size(); first += FillBatch.ROWS) {
            calls += plans.batch(holes, first).calls();
        }
        return calls * filler.evaluations(request);
    }

    private void requireColors(Picture picture) {
        if (filler.channels() == 1 && picture.channels() != 1) {
            throw new ShapeException(
                    "a picture in colour was given to a model that draws in grey, whose fills would be grey in it. Give a grey picture, or use a model of 3 channels.");
        }
    }

    @Override
    public void close() {
        filler.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.plot.FrameTiming;
import org.diffusion4j.plot.Gif;
import org.diffusion4j.plot.StepStrip;

/** One sampling run with the states that are kept on its way: for the animation and the strip of steps. */
final class Denoising {
    private static final int PARTS = 25;
    private static final int LAST = 8;
    private static final int SHOWN = 8;

    private final SampleSheet sheet;
    private final Samples end;
    private final List<Samples> states = new ArrayList<>();
    private final List<Integer> steps = new ArrayList<>();

    private Denoising(Model model, SampleRequest request, SampleSheet sheet) {
        this.sheet = sheet;
        int total = request.config()
                .create(model.schedule(), model.recipe().prediction())
                .evaluations();
        int every = Math.max(1, total / PARTS);
        end = model.sample(request.watchedBy((evaluations, x) -> {
            int step = total - evaluations + 1; // counted down, as the schedule is
            if (step % every == 0 || step == total || step < LAST) {
                states.add(x.get());
                steps.add(step);
            }
        }));
    }

    /**
     * Draws {@code request}. Of 500 steps those are kept that are multiples of 20, the first, and the last seven; of
     * other numbers alike.
     */
    static Denoising of(Model model, SampleRequest request, SampleSheet sheet) {
        return new Denoising(model, request, sheet);
    }

    /** The samples. */
    Samples end() {
        return end;
    }

    /** Which steps were kept, counted down. */
    List<Integer> steps() {
        return List.copyOf(steps);
    }

    /** The sheet with every kept state, ten a second, the last one held. */
    void animate(Path gif, int scale) {
        Gif.write(
                gif,
                states.size(),
                i -> sheet.draw(Tiles.of(states.get(i)), scale, "step %d".formatted(steps.get(i))),
                FrameTiming.usual());
    }

    /** The first sample on its way, in eight steps. */
    BufferedImage strip(int scale) {
        List<BufferedImage> tiles = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        for (int i : StepStrip.evenly(states.size(), SHOWN)) {
            tiles.add(Tiles.of(states.get(i)).get(0));
            titles.add("step %d".formatted(steps.get(i)));
        }
        return StepStrip.draw(tiles, titles, scale);
    }
}

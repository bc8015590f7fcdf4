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
    private final SampleSheet sheet;
    private final KeptSteps kept;
    private final Samples end;
    private final List<Samples> states = new ArrayList<>();
    private final List<Integer> steps = new ArrayList<>();

    private Denoising(Model model, SampleRequest request, SampleSheet sheet, KeptSteps kept) {
        this.sheet = sheet;
        this.kept = kept;
        end = model.sample(request.watchedBy((evaluations, x) -> {
            int step = kept.number(evaluations);
            if (kept.isKept().test(step)) {
                states.add(x.get());
                steps.add(step);
            }
        }));
    }

    /**
     * Draws {@code request}. Of 500 steps those are kept that are multiples of 20, the first, and the last seven; of
     * other numbers alike; of a blend all.
     */
    static Denoising of(Model model, SampleRequest request, SampleSheet sheet) {
        return new Denoising(model, request, sheet, KeptSteps.usual(model.recipe(), total(model, request)));
    }

    /** Draws {@code request} and keeps these steps and no others. */
    static Denoising keeping(List<Integer> steps, Model model, SampleRequest request, SampleSheet sheet) {
        return new Denoising(model, request, sheet, KeptSteps.chosen(model.recipe(), total(model, request), steps));
    }

    private static int total(Model model, SampleRequest request) {
        return request.config()
                .create(model.schedule(), model.recipe().prediction())
                .evaluations();
    }

    /** How the samples lie. */
    SampleSheet sheet() {
        return sheet;
    }

    /** The samples. */
    Samples end() {
        return end;
    }

    /** Which steps were kept, in the order in which they were done. */
    List<Integer> steps() {
        return List.copyOf(steps);
    }

    /** The sheet with every kept state, ten a second, the last one held. */
    void animate(Path gif, int scale) {
        Gif.write(
                gif,
                states.size(),
                i -> sheet.draw(Tiles.of(states.get(i)), scale, kept.title(steps.get(i))),
                FrameTiming.usual());
    }

    /** The first sample on its way: in eight steps, or in the chosen ones. */
    BufferedImage strip(int scale) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (kept.isInStrip().test(steps.get(i))) {
                all.add(i);
            }
        }
        List<BufferedImage> tiles = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        for (int chosen : StepStrip.evenly(all.size(), kept.mostInStrip())) {
            int i = all.get(chosen);
            tiles.add(Tiles.of(states.get(i)).get(0));
            titles.add(kept.title(steps.get(i)));
        }
        return StepStrip.draw(tiles, titles, scale);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.model.Samples;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.train.Observer;
import org.diffusion4j.train.StepReport;

/** Draws the spiral's pictures while it is trained: data, schedule, samples before, after every tenth, and at the end. */
public final class SpiralWatcher implements RunWatcher {
    private static final int PARTS = 10;
    private static final int SPREAD_REPEATS = 200;

    private final Consumer<Path> drawn;
    private final StopSignal stop;

    /**
     * Draws for one run.
     *
     * @param drawn hears of each picture as it is written
     * @param stop ends the pictures before training
     */
    public SpiralWatcher(Consumer<Path> drawn, StopSignal stop) {
        this.drawn = drawn;
        this.stop = stop;
    }

    @Override
    public Observer begin(RunFolder folder, Recipe recipe, Model model, long from) {
        SpiralGallery gallery = new SpiralGallery(folder.pictures(), recipe, Artist.TRAINING);
        if (from == 0) {
            List<Supplier<Path>> pictures = new ArrayList<>(gallery.eachOfPoints());
            pictures.add(gallery::schedule);
            pictures.add(() -> samples(gallery, model, "samples-before", 0));
            Artist.draw(pictures, drawn, stop);
        }
        long every = Math.max(1, recipe.train().steps() / PARTS);
        return new Observer() {
            @Override
            public void onStep(StepReport report) {
                if (report.step() % every == 0 && report.step() < recipe.train().steps()) {
                    drawn.accept(samples(gallery, model, "samples-%09d".formatted(report.step()), report.step()));
                }
            }

            @Override
            public void onEnd(long step, boolean isDone) {
                if (RunLosses.of(folder).exist()) {
                    drawn.accept(gallery.loss(folder));
                }
                if (!isDone) {
                    return;
                }
                drawn.accept(samples(gallery, model, "samples", step));
                drawn.accept(gallery.trajectory(model, recipe.seed()));
                drawn.accept(gallery.spread(model, recipe.schedule().steps() / 10, SPREAD_REPEATS, recipe.seed()));
            }
        };
    }

    private static Path samples(SpiralGallery gallery, Model model, String name, long step) {
        int count = model.recipe().sample().count();
        long seed = model.recipe().seed();
        Samples samples = model.sample(count, seed);
        String title = step == 0
                ? "%d samples before training".formatted(count)
                : "%d samples after %,d iterations".formatted(count, step);
        return gallery.samples(name, samples, title, Map.of("step", Long.toString(step), "seed", Long.toString(seed)));
    }
}

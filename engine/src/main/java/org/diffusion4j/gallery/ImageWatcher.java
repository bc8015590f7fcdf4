// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.WeightChoice;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.train.Observer;
import org.diffusion4j.train.RateSchedule;
import org.diffusion4j.train.StepReport;

/**
 * Draws the pictures of an image system while it is trained: data, noise and schedule before it, samples by a short method
 * after every round or every tenth, loss, samples by the recipe's method, their animation, one sample of each class and
 * several of one, and the averaged weights beside the raw ones at the end.
 */
public final class ImageWatcher implements RunWatcher {
    private static final int PARTS = 10;
    private static final int QUICK_STEPS = 25;

    private final Consumer<Path> drawn;
    private final StopSignal stop;

    /**
     * Draws for one run.
     *
     * @param drawn hears of each picture as it is written
     * @param stop ends the pictures before training
     */
    public ImageWatcher(Consumer<Path> drawn, StopSignal stop) {
        this.drawn = drawn;
        this.stop = stop;
    }

    @Override
    public Observer begin(RunFolder folder, Recipe recipe, Model model, long from) {
        ImageGallery gallery = new ImageGallery(folder.pictures(), recipe, Artist.TRAINING);
        DataSource data = recipe.data().create(recipe.seed());
        if (from == 0) {
            Artist.draw(
                    List.of(() -> gallery.training(data), () -> gallery.noised(data), () -> gallery.schedule(data)),
                    drawn,
                    stop);
        }
        return new Drawing(folder, gallery, model, data);
    }

    private final class Drawing implements Observer {
        private final RunFolder folder;
        private final ImageGallery gallery;
        private final Model model;
        private final DataSource data;
        private final Recipe recipe;

        Drawing(RunFolder folder, ImageGallery gallery, Model model, DataSource data) {
            this.folder = folder;
            this.gallery = gallery;
            this.model = model;
            this.data = data;
            this.recipe = model.recipe();
        }

        /** A blend is looked at after each of its rounds. */
        private long every() {
            return isBlend() && recipe.train().rateSchedule() == RateSchedule.ROUNDS
                    ? recipe.train().rounds().steps()
                    : Math.max(1, recipe.train().steps() / PARTS);
        }

        private boolean isBlend() {
            return recipe.objective().process() == ReverseProcess.NEXT_IMAGE;
        }

        @Override
        public void onStep(StepReport report) {
            long step = report.step();
            if (step % every() == 0 && (isBlend() || step < recipe.train().steps())) {
                look(step);
            }
        }

        private void look(long step) {
            SampleSheet sheet = SampleSheet.of(Prompt.all(model));
            if (isBlend()) {
                gallery.round(model, sheet.request(by(quick(recipe))), sheet, step, facts(step))
                        .forEach(drawn);
                return;
            }
            drawn.accept(gallery.samples(
                    "samples-%09d".formatted(step),
                    model.sample(sheet.request(by(quick(recipe)))),
                    sheet,
                    "%d samples after %,d steps".formatted(sheet.count(), step),
                    facts(step)));
        }

        @Override
        public void onEnd(long step, boolean isDone) {
            if (RunLosses.of(folder).exist()) {
                drawn.accept(gallery.loss(folder, data, false));
                drawn.accept(gallery.loss(folder, data, true));
            }
            if (!isDone) {
                return;
            }
            SampleSheet sheet = SampleSheet.of(Prompt.all(model));
            SampleRequest own = by(recipe.sample());
            gallery.denoising(model, sheet.request(own), sheet, facts(step)).forEach(drawn);
            if (!(recipe.network().conditioning() instanceof Conditioning.None)) {
                drawn.accept(gallery.classGrid(model, own, facts(step)));
                drawn.accept(gallery.singleClass(model, ImageGallery.usualClass(model), own, facts(step)));
            }
            if (recipe.train().averageDecay().isPresent()) {
                averaged(sheet);
            }
        }

        /** The last state is saved before the end is told, so that the raw weights can be read from it. */
        private void averaged(SampleSheet sheet) {
            try (Model raw = Model.open(folder.path().toString(), "auto", WeightChoice.RAW)) {
                drawn.accept(gallery.averaged(raw, model, sheet.request(by(quick(recipe))), sheet));
            }
        }

        private SampleRequest by(SampleConfig config) {
            return SampleRequest.of(config, 1, recipe.seed());
        }

        private Map<String, String> facts(long step) {
            return Map.of("step", Long.toString(step), "seed", Long.toString(recipe.seed()));
        }
    }

    /** A few steps instead of many, where there is a method for that. */
    public static SampleConfig quick(Recipe recipe) {
        return recipe.schedule().steps() <= QUICK_STEPS
                ? recipe.sample()
                : recipe.sample().shortened(QUICK_STEPS, recipe.objective().forward());
    }
}

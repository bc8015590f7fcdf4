// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.WeightChoice;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.train.Observer;
import org.diffusion4j.train.StepReport;

/**
 * Draws the pictures of an image system while it is trained: data, noise and schedule before it, samples by a short method
 * after every tenth, loss, samples by the recipe's method, their animation, and the averaged weights beside the raw ones
 * at the end.
 */
public final class ImageWatcher implements RunWatcher {
    private static final int PARTS = 10;
    private static final int QUICK_STEPS = 25;

    private final Consumer<Path> drawn;

    /** @param drawn hears of each picture as it is written */
    public ImageWatcher(Consumer<Path> drawn) {
        this.drawn = drawn;
    }

    @Override
    public Observer begin(RunFolder folder, Recipe recipe, Model model, long from) {
        ImageGallery gallery = new ImageGallery(folder.pictures(), recipe, Artist.TRAINING);
        DataSource data = recipe.data().create(recipe.seed());
        if (from == 0) {
            drawn.accept(gallery.training(data));
            drawn.accept(gallery.noised(data));
            drawn.accept(gallery.schedule(data));
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

        @Override
        public void onStep(StepReport report) {
            long every = Math.max(1, recipe.train().steps() / PARTS);
            if (report.step() % every == 0 && report.step() < recipe.train().steps()) {
                SampleSheet sheet = SampleSheet.of(Prompt.all(model));
                drawn.accept(gallery.samples(
                        "samples-%09d".formatted(report.step()),
                        model.sample(request(quick(recipe), sheet)),
                        sheet,
                        "%d samples after %,d steps".formatted(sheet.count(), report.step()),
                        Map.of(
                                "step", Long.toString(report.step()),
                                "seed", Long.toString(recipe.seed()))));
            }
        }

        @Override
        public void onEnd(long step) {
            if (RunLosses.of(folder).exist()) {
                drawn.accept(gallery.loss(folder, data, false));
                drawn.accept(gallery.loss(folder, data, true));
            }
            if (step < recipe.train().steps()) {
                return;
            }
            SampleSheet sheet = SampleSheet.of(Prompt.all(model));
            Map<String, String> facts = Map.of("step", Long.toString(step), "seed", Long.toString(recipe.seed()));
            gallery.denoising(model, request(recipe.sample(), sheet), sheet, facts)
                    .forEach(drawn);
            if (recipe.train().averageDecay().isPresent()) {
                averaged(sheet);
            }
        }

        /** The last state is saved before the end is told, so that the raw weights can be read from it. */
        private void averaged(SampleSheet sheet) {
            try (Model raw = Model.open(folder.path().toString(), "auto", WeightChoice.RAW)) {
                drawn.accept(gallery.averaged(raw, model, request(quick(recipe), sheet), sheet));
            }
        }

        private SampleRequest request(SampleConfig config, SampleSheet sheet) {
            return SampleRequest.of(config, sheet.count(), recipe.seed()).conditionedOn(sheet.condition());
        }
    }

    /** A few steps instead of many, where there is a method for that. */
    public static SampleConfig quick(Recipe recipe) {
        return recipe.schedule().steps() <= QUICK_STEPS
                ? recipe.sample()
                : recipe.sample().shortened(QUICK_STEPS, recipe.objective().forward());
    }
}

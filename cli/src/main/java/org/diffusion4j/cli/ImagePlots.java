// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.gallery.ImageGallery;
import org.diffusion4j.gallery.SampleSheet;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.WeightChoice;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.RunFolder;

/**
 * What {@code d4j plot} draws of image systems.
 *
 * @param out folder of the files
 * @param command repeats them, but for {@code --out}
 */
record ImagePlots(Path out, String command) {
    private static final int OF_CLASS = 8;

    /** Training pictures, and some of them with noise. */
    List<Path> data(Recipe recipe) {
        DataSource data = recipe.data().create(recipe.seed());
        return List.of(gallery(recipe).training(data), gallery(recipe).noised(data));
    }

    List<Path> schedule(Recipe recipe) {
        return List.of(gallery(recipe).schedule(recipe.data().create(recipe.seed())));
    }

    List<Path> network(Recipe recipe) {
        return gallery(recipe).network();
    }

    /** On an even and on a logarithmic axis. */
    List<Path> loss(RunFolder run, Recipe recipe) {
        DataSource data = recipe.data().create(recipe.seed());
        ImageGallery gallery = gallery(recipe);
        return List.of(gallery.loss(run, data, false), gallery.loss(run, data, true));
    }

    Path losses(List<RunFolder> runs, Recipe recipe) {
        return gallery(recipe).losses(runs);
    }

    /** The samples of every class or of one, their animation, and the first of them in steps. */
    List<Path> trajectory(Model model, Optional<Prompt> prompt, List<Integer> keep, SampleRequest how) {
        SampleSheet sheet = prompt.map(one -> new SampleSheet(List.of(one), OF_CLASS))
                .orElseGet(() -> SampleSheet.of(Prompt.all(model)));
        SampleRequest request = sheet.request(how);
        ImageGallery gallery = gallery(model.recipe());
        return keep.isEmpty()
                ? gallery.denoising(model, request, sheet, facts(how))
                : gallery.denoising(model, request, sheet, keep, facts(how));
    }

    /** The weights as they are beside their running average. */
    Path averaged(String name, Model model, SampleRequest how) {
        SampleSheet sheet = SampleSheet.of(Prompt.all(model));
        try (Model raw = Model.open(name, "auto", WeightChoice.RAW)) {
            return gallery(model.recipe()).averaged(raw, model, sheet.request(how), sheet);
        }
    }

    /** One sample of each class. */
    Path classes(Model model, SampleRequest how) {
        return gallery(model.recipe()).classGrid(model, how, facts(how));
    }

    /** Several samples of one class. */
    Path ofClass(Model model, Prompt prompt, SampleRequest how) {
        return gallery(model.recipe()).singleClass(model, prompt, how, facts(how));
    }

    private static Map<String, String> facts(SampleRequest how) {
        return Map.of("seed", Long.toString(how.seed()));
    }

    private ImageGallery gallery(Recipe recipe) {
        return new ImageGallery(out, recipe, command);
    }
}

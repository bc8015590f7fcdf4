// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.evaluate.SpiralQuality;
import org.diffusion4j.gallery.SpiralPictures;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.model.Samples;
import org.diffusion4j.model.TrainingRun;
import org.diffusion4j.plot.Png;
import org.diffusion4j.recipe.Recipe;

/** The lines that the project's first page shows: a model that ships with it, then one of your own. */
public final class Readme {
    private Readme() {}

    /** Draws and trains below the current folder. */
    public static void main(String[] words) {
        run(Path.of("out"), Path.of("runs"), 2000);
    }

    /** Samples of the new model. */
    static Samples run(Path out, Path runs, int steps) {
        try (Model model = Model.open("spiral")) { // ships with the project; a run folder or file works too
            Samples samples = model.sample(1024, 7); // 1,024 points, seed 7
            System.out.println(SpiralQuality.of(samples.values()).line());
            BufferedImage picture = SpiralPictures.cloud(samples.values(), "1,024 samples");
            Png.write(out.resolve("samples.png"), picture);
        }
        Recipe recipe = Recipe.of("spiral", List.of("train.steps=" + steps));
        TrainingRun.Result run = TrainingRun.start(recipe, RunSettings.in(runs), RunWatcher.NONE);
        try (Model trained = Model.open(run.folder().path().toString())) {
            Samples samples = trained.sample(16, 0);
            System.out.println(samples);
            return samples;
        }
    }
}

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

/** The program of the README: samples of the shipped model, and a model of one's own. */
public final class Readme {
    private Readme() {}

    /** Draws into {@code out} and trains into {@code runs}; the words of the command line are those two folders. */
    public static void main(String[] args) {
        Path out = Path.of(args.length > 0 ? args[0] : "out");
        Path runs = Path.of(args.length > 1 ? args[1] : "runs");
        System.out.println(shipped(out).line());
        System.out.println(own(runs, 2000));
    }

    /** Samples the shipped model and draws them; how good they are. */
    static SpiralQuality shipped(Path out) {
        try (Model model = Model.open("spiral")) {
            Samples samples = model.sample(1024, 7);
            BufferedImage picture = SpiralPictures.cloud(samples.values(), "1,024 samples");
            Png.write(out.resolve("samples.png"), picture);
            return SpiralQuality.of(samples.values());
        }
    }

    /** Trains a model for {@code steps} and samples it. */
    static Samples own(Path runs, int steps) {
        Recipe recipe = Recipe.of("spiral", List.of("train.steps=" + steps));
        TrainingRun.Result run = TrainingRun.start(recipe, RunSettings.in(runs), RunWatcher.NONE);
        try (Model trained = Model.open(run.folder().path().toString())) {
            return trained.sample(16, 0);
        }
    }
}

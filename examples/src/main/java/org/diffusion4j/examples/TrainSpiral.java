// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.evaluate.SpiralQuality;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.model.TrainingRun;
import org.diffusion4j.recipe.Recipe;

/** Trains a recipe with some values of your own, watches the loss, and measures what came of it. */
public final class TrainSpiral {
    private TrainSpiral() {}

    /** Trains into {@code runs}, or the folder that is named. */
    public static void main(String[] words) {
        run(Path.of(words.length > 0 ? words[0] : "runs"), 4000);
    }

    /** How good the samples are after {@code steps} steps. */
    static SpiralQuality run(Path runs, int steps) {
        Recipe recipe = Recipe.of("spiral", List.of("train.steps=" + steps, "train.emaDecay=0.99", "seed=3"));
        RunWatcher everyTenth = (folder, resolved, model, from) -> {
            System.out.println("the run is in " + folder.path());
            return report -> {
                if (report.step() % Math.max(1, steps / 10) == 0) {
                    System.out.printf("step %6d  loss %.4f%n", report.step(), report.loss());
                }
            };
        };
        TrainingRun.Result result = TrainingRun.start(recipe, RunSettings.in(runs), everyTenth);
        try (Model model = Model.open(result.folder().path().toString())) {
            SpiralQuality quality = SpiralQuality.of(model.sample(1024, 0).values());
            System.out.println(quality.line());
            return quality;
        }
    }
}

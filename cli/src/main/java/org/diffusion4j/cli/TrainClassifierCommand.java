// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diffusion4j.evaluate.ClassifierRecipe;
import org.diffusion4j.evaluate.ClassifierTraining;
import org.diffusion4j.run.FileLayer;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j train-classifier}: the small networks that 'd4j evaluate' asks. */
final class TrainClassifierCommand extends Command {
    @Parameters(paramLabel = "RECIPE", description = "emoji-features, emoji-judge, or a YAML file.")
    private String recipe = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replaces a value of the recipe, such as steps=500.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The weights that are written (default: out/classifier.safetensors).")
    private Path out = Path.of("out", "classifier.safetensors");

    @Override
    int run(Terminal terminal) {
        ClassifierRecipe plan = ClassifierRecipe.of(recipe, overrides);
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                Progress progress = terminal.progressOf("training", 0, plan.steps())) {
            ClassifierTraining.Accuracy accuracy =
                    new ClassifierTraining(plan).run(out, FileLayer.disk(), progress::update, stop.signal());
            progress.close();
            terminal.out().println("weights: %s".formatted(out));
            terminal.out()
                    .println(String.format(
                            Locale.ROOT,
                            "held-out accuracy: %.3f at 32 pixels, %.3f at 16 pixels",
                            accuracy.at32(),
                            accuracy.at16()));
            return ExitCode.OK;
        }
    }
}

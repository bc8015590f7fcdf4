// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.diffusion4j.model.MatModel;
import org.diffusion4j.model.Model;
import org.diffusion4j.weights.FloatType;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j export}: a trained model as two files to give away, without optimiser and states. */
final class ExportCommand extends Command {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME|DIR|FILE",
            description =
                    "A shipped model, the folder of a run, a file of weights, or a directory of the diffusers library.")
    private String model = "";

    @Parameters(paramLabel = "DIR", description = "Where model.safetensors and recipe.yaml are written.")
    private Path folder = Path.of("");

    @Option(names = "--half", description = "Rounds the weights to float16, which halves the file.")
    private boolean isHalf;

    @Override
    int run(Terminal terminal) {
        Optional<MatModel> mat = MatModel.openIfOne(model, "cpu");
        if (mat.isPresent()) {
            try (MatModel opened = mat.get()) {
                opened.save(folder, type());
                return report(
                        terminal, opened.recipe().system(), opened.parameters().count());
            }
        }
        try (Model opened = Model.open(model, "cpu")) {
            opened.save(folder, type());
            return report(
                    terminal, opened.recipe().system(), opened.parameters().count());
        }
    }

    private FloatType type() {
        return isHalf ? FloatType.FP16 : FloatType.FP32;
    }

    private int report(Terminal terminal, String system, long numbers) {
        terminal.out()
                .println("exported: %s, %,d numbers, weights in %s"
                        .formatted(system, numbers, folder.resolve("model.safetensors")));
        return ExitCode.OK;
    }
}

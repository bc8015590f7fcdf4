// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.diffusion4j.model.MatModel;
import org.diffusion4j.model.Model;
import org.diffusion4j.weights.FloatType;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j export}: a trained model as two files to give away, without optimiser and states. */
final class ExportCommand extends Command {
    @Mixin
    private ModelFlag model = new ModelFlag();

    @Parameters(paramLabel = "DIR", description = "Where model.safetensors and recipe.yaml are written.")
    private Path folder = Path.of("");

    @Option(names = "--half", description = "Rounds the weights to float16, which halves the file.")
    private boolean isHalf;

    @Override
    int run(Terminal terminal) {
        Optional<MatModel> mat = MatModel.openIfOne(model.word(), "cpu");
        if (mat.isPresent()) {
            try (MatModel opened = mat.get()) {
                opened.save(folder, type());
                return report(
                        terminal, opened.recipe().system(), opened.parameters().count());
            }
        }
        try (Model opened = Model.open(model.word(), "cpu")) {
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

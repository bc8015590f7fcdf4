// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.model.ShippedModels;
import org.diffusion4j.run.Sizes;
import org.diffusion4j.weights.Inspection;
import org.diffusion4j.weights.WeightsSummary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j inspect}: what a file or folder of weights holds, and what can be done with it. */
@CommandLine.Command(
        footer = {
            "",
            "Reads .safetensors, .pth, .pt and .bin files, indexes of shards, and folders of runs and of the",
            "diffusers library. Nothing in a file is executed.",
        })
final class InspectCommand extends Command {
    private static final int LONG_TEXT = 100;

    @Parameters(paramLabel = "FILE|DIR|NAME", description = "What to look at; a name is that of a shipped model.")
    private Path path = Path.of("");

    @Option(names = "--key", paramLabel = "NAME", description = "The top-level key of a PyTorch file to look under.")
    private @Nullable String key;

    @Option(names = "--json", description = "Prints JSON for programs.")
    private boolean isJson;

    @Override
    int run(Terminal terminal) {
        Inspection inspection = inspection();
        PrintWriter out = terminal.out();
        if (isJson) {
            out.println(inspection.json());
        } else {
            print(inspection, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    /** A shipped model by its name; a file or folder of that name comes first. */
    private Inspection inspection() {
        if (Files.exists(path) || !ShippedModels.NAMES.contains(path.toString())) {
            return Inspection.of(path, Optional.ofNullable(key));
        }
        try (TensorFile weights = ShippedModels.open(path.toString())) {
            return Inspection.of(path.toString(), weights);
        }
    }

    private static void print(Inspection inspection, PrintWriter out) {
        out.println("%s: %s".formatted(inspection.path(), line(inspection.kind())));
        inspection.uses().forEach(use -> out.println("  " + use));
        inspection.configs().forEach((file, config) -> {
            out.println();
            out.println(file);
            config.properties()
                    .forEach(entry -> out.println("  %s: %s".formatted(line(entry.getKey()), entry.getValue())));
        });
        inspection.weights().forEach(weights -> print(weights, out));
    }

    private static void print(WeightsSummary weights, PrintWriter out) {
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "%s: %s, %d tensors (%s), %,d parameters, %s",
                weights.path(),
                weights.form(),
                weights.tensors().size(),
                weights.types().entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", ")),
                weights.parameters(),
                Sizes.shown(weights.byteCount())));
        weights.metadata().forEach((name, text) -> out.println("  %s = %s".formatted(line(name), brief(text))));
        int width = weights.tensors().stream()
                .mapToInt(tensor -> line(tensor.name()).length())
                .max()
                .orElse(0);
        for (WeightsSummary.Tensor tensor : weights.tensors()) {
            out.println("  %s%s  %-4s  %s"
                    .formatted(
                            line(tensor.name()),
                            " ".repeat(width - line(tensor.name()).length()),
                            tensor.dtype(),
                            tensor.shape()));
        }
    }

    /** Names come from a stranger's file: on one line, and without what a terminal would act on. */
    private static String line(String name) {
        String shown = FormatException.shown(name);
        return shown.substring(1, shown.length() - 1);
    }

    private static String brief(String text) {
        return text.length() <= LONG_TEXT ? line(text) : "(a text of %d characters)".formatted(text.length());
    }
}

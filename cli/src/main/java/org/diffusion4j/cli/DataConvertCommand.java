// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.diffusion4j.data.ArrayFile;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code d4j data convert}: unpacks pictures once, for fast epochs. */
@CommandLine.Command(
        name = "convert",
        description = "Writes pictures as one NumPy array that training reads in place.",
        footer = {
            "",
            "Beside FILE.npy come FILE.labels.npy and FILE.yaml with the data block for a recipe, which 'd4j data info'",
            "and 'd4j data preview' take too. Nothing that exists is written over.",
        })
final class DataConvertCommand extends Command {
    @CommandLine.Mixin
    private final DataOptions data = new DataOptions();

    @Option(names = "--out", paramLabel = "FILE.npy", required = true, description = "The array to write.")
    private Path out = Path.of("");

    @Override
    int run(Terminal terminal) {
        ArrayFile written = write(terminal);
        terminal.out()
                .println(String.format(
                        Locale.ROOT,
                        "array: %s (%,d pictures, %d left out)",
                        written.pictures(),
                        written.written(),
                        written.skipped().size()));
        written.labels().ifPresent(labels -> terminal.out().println("labels: %s".formatted(labels)));
        terminal.out().println("data block for a recipe: %s".formatted(written.recipe()));
        return ExitCode.OK;
    }

    private ArrayFile write(Terminal terminal) {
        Deque<Progress> shown = new ArrayDeque<>(); // how many pictures there are is known when the first one is read
        try {
            return ArrayFile.write(data.config(), out, (done, all) -> {
                if (shown.isEmpty()) {
                    shown.add(terminal.progressOf("reading pictures", 0, all));
                }
                shown.element().update(done);
            });
        } finally {
            shown.forEach(Progress::close);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.RunSummary;
import picocli.CommandLine.Option;

/** {@code d4j runs}: what was trained, how far, with which loss. */
final class RunsCommand extends Command {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    @Option(names = "--runs", paramLabel = "DIR", description = "Where the runs are (default: runs).")
    private Path runs = Path.of("runs");

    @Override
    int run(Terminal terminal) {
        if (Files.exists(runs) && !Files.isDirectory(runs)) {
            throw new ConfigException(
                    "%s is a file, and runs are folders in a folder. Give the folder that holds them.".formatted(runs));
        }
        List<RunSummary> all = RunFolder.list(runs, FileLayer.disk(), terminal.err()::println);
        if (all.isEmpty()) {
            terminal.err().println("There are no runs in %s yet. 'd4j train spiral' makes one.".formatted(runs));
            return ExitCode.OK;
        }
        int width = all.stream()
                .mapToInt(run -> run.folder().toString().length())
                .max()
                .orElseThrow();
        for (RunSummary run : all) {
            String loss = run.loss().isPresent()
                    ? String.format(Locale.ROOT, "loss %.4f", run.loss().getAsDouble())
                    : "no loss yet";
            terminal.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%-" + width + "s  %-16s  step %9d  %-12s  %s",
                            run.folder(),
                            run.system(),
                            run.step(),
                            loss,
                            WHEN.format(run.time().atZone(ZoneId.systemDefault()))));
        }
        return ExitCode.OK;
    }
}

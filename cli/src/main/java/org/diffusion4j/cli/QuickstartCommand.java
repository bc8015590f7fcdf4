// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.evaluate.SpiralQuality;
import org.diffusion4j.gallery.SpiralGallery;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.model.Samples;
import org.diffusion4j.model.TrainingRun;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.FileLayer;
import picocli.CommandLine.Option;

/** {@code d4j quickstart}: from nothing to a spiral made of noise. */
final class QuickstartCommand extends Command {
    @Option(names = "--runs", paramLabel = "DIR", description = "Where the run's folder is made (default: runs).")
    private Path runs = Path.of("runs");

    @Option(names = "--out", paramLabel = "DIR", description = "Where the emoji are drawn (default: out).")
    private Path out = Path.of("out");

    @Override
    int run(Terminal terminal) {
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                TrainingView view = new TrainingView(terminal, true, stop.signal())) {
            RunSettings settings = new RunSettings(
                    runs,
                    "auto",
                    commandLine(),
                    Clock.system(ZoneId.systemDefault()),
                    FileLayer.disk(),
                    stop.signal(),
                    terminal.err()::println);
            folder(out);
            terminal.err().println("First, emoji from the model that comes with the program.");
            terminal.out().println("picture: %s".formatted(new EmojiSheet(out).draw(terminal, stop.signal())));
            terminal.err()
                    .println(
                            "A diffusion model learns a spiral from 256 noisy points; about half a minute on two cores.");
            TrainingRun.Result result = TrainingRun.start(Recipe.of("spiral", List.of()), settings, view);
            if (!result.finished()) {
                terminal.out()
                        .println("stopped: continue with d4j train --resume %s"
                                .formatted(ShellWord.of(result.folder().path())));
                return ExitCode.CANCELLED;
            }
            report(terminal, result, view.pictures());
            return ExitCode.OK;
        }
    }

    private static void report(Terminal terminal, TrainingRun.Result result, List<Path> pictures) {
        try (Model model = Model.open(result.folder().path().toString())) {
            int count = model.recipe().sample().count();
            long start = System.nanoTime();
            Samples samples = model.sample(count, result.recipe().seed());
            terminal.err()
                    .println("Sampling time : (#%d) %s"
                            .formatted(count, TrainingProgress.clock(Duration.ofNanos(System.nanoTime() - start))));
            terminal.out()
                    .println(
                            "animation: %s".formatted(result.folder().pictures().resolve(SpiralGallery.TRAJECTORY)));
            pictures.stream()
                    .filter(file -> !file.getFileName().toString().matches("samples-\\d+\\.png|.*\\.gif"))
                    .forEach(file -> terminal.out().println("picture: %s".formatted(file)));
            terminal.out().println("weights: %s".formatted(result.folder().weights()));
            terminal.out().println(SpiralQuality.of(samples.values()).line());
        }
    }
}

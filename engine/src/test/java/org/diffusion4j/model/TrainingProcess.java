// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.StopSignal;

/** A process that starts a tiny run below a folder, or continues one or several, and names each step before it is saved. */
final class TrainingProcess {
    private TrainingProcess() {}

    public static void main(String[] words) {
        if (words[0].equals("resume-all")) {
            Arrays.stream(words, 1, words.length).forEach(folder -> main(new String[] {"resume", folder}));
            return;
        }
        Path folder = Path.of(words[1]);
        List<String> overrides = Arrays.asList(words).subList(2, words.length);
        RunSettings settings = new RunSettings(
                folder,
                "cpu",
                List.of(),
                Clock.systemUTC(),
                FileLayer.disk(),
                new StopSignal(),
                warning -> System.out.println("warning " + warning));
        RunWatcher watcher = TinyRuns.watching(report -> System.out.println("step " + report.step()));
        try {
            TrainingRun.Result result = words[0].equals("start")
                    ? TrainingRun.start(TinyRuns.recipe(overrides), settings, watcher)
                    : TrainingRun.resume(folder, overrides, settings, watcher);
            System.out.println("done " + result.step());
        } catch (DiffusionException e) {
            System.out.println(e.getMessage());
        }
    }
}

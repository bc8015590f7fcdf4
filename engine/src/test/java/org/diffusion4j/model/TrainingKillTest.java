// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at random moments of a training that saves after every step. */
class TrainingKillTest {
    private static final int LANES = 2;
    private static final long SAVE_NANOS = 30_000_000; // about what a save takes

    @TempDir
    private Path folder;

    @Test
    void twentyKillsWhileTrainingChangeNothing() throws Exception {
        killInLanes(20);
    }

    @Test
    @Tag("slow")
    void twoHundredKillsWhileTrainingChangeNothing() throws Exception {
        killInLanes(200);
    }

    /** Half of the kills each in two runs beside each other, so that both cores have work. */
    private void killInLanes(int kills) throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                Path runs = folder.resolve("lane" + lane);
                Random random = new Random(lane);
                running.add(lanes.submit(() -> {
                    kill(kills / LANES, runs, random);
                    return null;
                }));
            }
            for (Future<Void> one : running) {
                one.get();
            }
        } finally {
            lanes.shutdownNow();
        }
    }

    private static void kill(int kills, Path runs, Random random) throws Exception {
        long steps = 3L * kills + 10;
        List<String> plan = List.of("train.steps=" + steps, "train.emaDecay=0.9");
        Path run = TinyRuns.stoppedAt(1, runs.resolve("killed"), TinyRuns.recipe(plan));
        long reached = 1;
        for (int i = 0; i < kills; i++) {
            long seen;
            try (OtherJvm process = resume(run, "train.saveEvery=1")) {
                int lines = random.nextInt(1, 4);
                for (int line = 1; line <= lines; line++) {
                    assertThat(process.line())
                            .as("no warning, no failure, and the next step")
                            .isEqualTo("step " + (reached + line));
                }
                seen = reached + lines;
                // The line comes just before the save of its step.
                long moment = System.nanoTime() + (long) (random.nextDouble() * SAVE_NANOS);
                while (System.nanoTime() < moment) {
                    Thread.onSpinWait();
                }
                process.kill();
            }
            long latest = newestState(run);
            assertThat(latest).as("all but the step that was being saved").isGreaterThanOrEqualTo(seen - 1);
            assertThat(latest).isGreaterThanOrEqualTo(reached);
            reached = latest;
        }
        try (OtherJvm process = resume(run, "train.saveEvery=1000")) {
            assertThat(process.remainingLines())
                    .endsWith("done " + steps)
                    .noneMatch(line -> line.startsWith("warning"));
        }
        Recipe recipe = TinyRuns.recipe(plan);
        Path straight = TinyRuns.trained(runs.resolve("straight"), recipe);
        assertThat(TinyRuns.arrays(run, steps)).isEqualTo(TinyRuns.arrays(straight, steps));
    }

    private static OtherJvm resume(Path run, String override) throws Exception {
        return OtherJvm.start(List.of(), TrainingProcess.class, List.of("resume", run.toString(), override));
    }

    private static long newestState(Path run) throws Exception {
        try (Stream<Path> states = Files.list(run.resolve("states"))) {
            return states.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("step-"))
                    .mapToLong(name -> Long.parseLong(name.substring("step-".length())))
                    .max()
                    .orElseThrow();
        }
    }
}

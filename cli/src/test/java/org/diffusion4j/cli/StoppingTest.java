// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training that is stopped, continued and finished from the command line. */
class StoppingTest {
    private static final Path KILL = Path.of("/bin/kill");
    private static final long SIGINT = 1L << 1;

    @TempDir
    private Path folder;

    private static List<String> small(Path runs, long steps) {
        return List.of(
                "train",
                "spiral",
                "--no-pictures",
                "--progress=none",
                "--runs",
                runs.toString(),
                "--set=network.hidden=8",
                "--set=network.embed=4",
                "--set=train.steps=" + steps);
    }

    private static Captured done(List<String> words) {
        Captured captured = new Captured();
        assertThat(new Main(captured.terminal()).run(words.toArray(String[]::new)))
                .as(captured.err())
                .isEqualTo(ExitCode.OK);
        return captured;
    }

    /** As for what a script starts in the background: such a child can never hear Ctrl-C. */
    private static boolean ignoresInterrupt() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .anyMatch(signals -> (signals & SIGINT) != 0);
        }
    }

    private Path onlyRun() throws Exception {
        try (Stream<Path> runs = Files.list(folder.resolve("내 runs"))) {
            return runs.toList().get(0);
        }
    }

    @Test
    void ctrlCSavesAndSaysHowToGoOnAndGoingOnWorks() throws Exception {
        assumeTrue(Files.isExecutable(KILL));
        assumeTrue(!ignoresInterrupt(), "whoever started this build ignores SIGINT, and children inherit that");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsun.jnu.encoding=UTF-8",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(small(folder.resolve("내 runs"), 100_000_000));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectError(folder.resolve("err").toFile());
        Process process = builder.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            Path events = awaitStart(process);
            assertThat(events).exists();
            assertThat(new ProcessBuilder(KILL.toString(), "-INT", Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            List<String> said = out.lines().toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCode.CANCELLED);
            assertThat(said).hasSize(2);
            assertThat(said.get(1)).isEqualTo("continue with: d4j train --resume '%s'".formatted(onlyRun()));
            assertThat(said.get(0)).startsWith("stopped: ");
            long step = Long.parseLong(said.get(0).split(" ", -1)[1]);
            assertThat(said.get(0))
                    .endsWith(" of 100000000 steps, %s in %s"
                            .formatted(step == 0 ? "nothing to save yet" : "saved", onlyRun()));
            if (step > 0) {
                assertThat(onlyRun().resolve("states").resolve("step-%09d".formatted(step)))
                        .isDirectory();
            }
            assertThat(done(List.of(
                                    "train",
                                    "--no-pictures",
                                    "--resume",
                                    onlyRun().toString(),
                                    "--set=train.steps=" + (step + 5)))
                            .out())
                    .startsWith("trained: %d steps, weights in ".formatted(step + 5));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Waits until the run is under way; it runs for hours where nobody stops it. */
    private Path awaitStart(Process process) throws Exception {
        long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < limit) {
            if (Files.isDirectory(folder.resolve("내 runs"))) {
                Path events = onlyRunOrNone().resolve("events.jsonl");
                if (Files.exists(events)) {
                    return events;
                }
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) { // leaves it the processor, and sees it die
                break;
            }
        }
        return folder.resolve("no run began");
    }

    private Path onlyRunOrNone() throws Exception {
        try (Stream<Path> runs = Files.list(folder.resolve("내 runs"))) {
            return runs.findFirst().orElse(folder);
        }
    }

    @Test
    void aTimeLimitStopsTheRunAndSaysHowToGoOn() throws Exception {
        List<String> words = new ArrayList<>(small(folder.resolve("내 runs"), 100_000_000));
        words.addAll(List.of("--max-time", "2s"));
        String said = done(words).out();
        assertThat(said)
                .startsWith("stopped: ")
                .contains("continue with: d4j train --resume '%s'".formatted(onlyRun()));
        long step = Long.parseLong(said.split(" ", -1)[1]);
        String newest = "states/step-%09d/state.json".formatted(step);
        assertThat(step == 0 || Files.exists(onlyRun().resolve(newest)))
                .as("state of step %d", step)
                .isTrue();
    }

    @Test
    void aFinishedRunSaysThatItIsTrainedAlreadyAndHowToTrainLonger() throws Exception {
        done(small(folder.resolve("내 runs"), 20));
        Path run = onlyRun();
        assertThat(done(List.of("train", "--resume", run.toString())).out().lines())
                .containsExactly(
                        "trained already: 20 of 20 steps, weights in " + run.resolve("weights.safetensors"),
                        "train longer with: d4j train --resume '%s' --set train.steps=40".formatted(run));
        assertThat(done(List.of("train", "--no-pictures", "--resume", run.toString(), "--set=train.steps=40"))
                        .out())
                .startsWith("trained: 40 steps");
    }

    @Test
    void picturesOfARunThatWasStoppedAtOnceAreLeftOutAndNotAFailure() throws Exception {
        List<String> words = new ArrayList<>(small(folder.resolve("내 runs"), 100_000_000));
        words.remove("--no-pictures");
        words.addAll(List.of("--max-time", "1s", "--set=schedule.steps=20"));
        assertThat(done(words).out()).contains("continue with: ");
        assertThat(onlyRun().resolve("pictures/loss.png")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"90s, PT1M30S", "15m, PT15M", "2h, PT2H", "1h30m, PT1H30M"})
    void timesAreReadAsPeopleWriteThem(String word, Duration time) {
        assertThat(new TimeLimit().convert(word)).isEqualTo(time);
    }

    @Test
    void anotherNetworkIsRefusedOnTheWay() throws Exception {
        done(small(folder.resolve("내 runs"), 5));
        Captured captured = new Captured();
        assertThat(new Main(captured.terminal())
                        .run("train", "--resume", onlyRun().toString(), "--set=network.hidden=16"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(captured.err().strip())
                .isEqualTo(
                        "d4j: the run %s was begun with other values: network.hidden (8, not 16). Only train and sample may change on the way; leave these as they were, or start a new run."
                                .formatted(onlyRun()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training in several processes from the command line. */
class TeamCommandTest {
    @TempDir
    private Path folder;

    private static String refused(String... words) {
        Captured captured = new Captured();
        assertThat(new Main(captured.terminal()).run(words)).isEqualTo(ExitCode.USAGE);
        return captured.err().strip();
    }

    @Test
    void numbersOfProcessesThatMakeNoSenseAreRefused() {
        assertThat(refused("train", "spiral", "--nproc", "0"))
                .isEqualTo(
                        "d4j: --nproc must lie in 1 to 256 but was 0. The number of cores is the most that is of use on one machine.");
        assertThat(refused("train", "spiral", "--rendezvous", "127.0.0.1:29500"))
                .isEqualTo(
                        "d4j: --rendezvous 127.0.0.1:29500 with a recipe waits for other processes, and --nproc says that there are none. Give --nproc 2 or more.");
        assertThat(refused("train", "--nproc", "2", "--rendezvous", "127.0.0.1:29500"))
                .isEqualTo(
                        "d4j: --rendezvous 127.0.0.1:29500 without a recipe joins the run that waits there, which decides everything. Leave --nproc out, or give a recipe to lead.");
        assertThat(refused("train", "--device", "cpu", "--rendezvous", "127.0.0.1:29500"))
                .contains("Leave --device out, or give a recipe to lead.");
        assertThat(refused("train", "sprites", "--nproc", "2", "--calibrate"))
                .contains("--calibrate measures one process, and several share the cores of a machine.");
        assertThat(refused("train", "--rendezvous", "nowhere"))
                .isEqualTo(
                        "d4j: a rendezvous is HOST:PORT with a port of 1 to 65535, but 'nowhere' was given. For example: --rendezvous 10.0.0.1:29500.");
        assertThat(refused("train", "mat-32", "--nproc", "2"))
                .isEqualTo(
                        "d4j: MAT is trained by one process: several share a batch only where one network is trained. Leave --nproc and --rendezvous out.");
    }

    @Test
    void aKilledProcessEndsTheRunWithAStateAndASentenceAndItGoesOn() throws Exception {
        Path said = folder.resolve("said.txt");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of("train", "spiral", "--nproc=2", "--no-pictures", "--progress=none"));
        line.addAll(List.of("--runs", folder.resolve("runs").toString(), "--set=network.hidden=8"));
        line.addAll(List.of("--set=train.steps=100000000", "--set=train.saveEvery=20"));
        Process leader = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            Path run = awaitState(leader);
            ProcessHandle other = leader.children().findFirst().orElseThrow();
            other.destroyForcibly();
            assertThat(leader.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String text = Files.readString(said);
            assertThat(leader.exitValue()).as(text).isEqualTo(ExitCode.FAILED);
            long step = newest(run);
            assertThat(text)
                    .contains("process 1 (pid %d) ended with exit code 137: another process of this run has ended"
                            .formatted(other.pid()))
                    .contains(
                            " The run stopped after step %d, and its state is saved. Go on with d4j train --resume %s, with any --nproc."
                                    .formatted(step, run));
            Captured captured = new Captured();
            assertThat(new Main(captured.terminal())
                            .run(
                                    "train",
                                    "--no-pictures",
                                    "--resume",
                                    run.toString(),
                                    "--set=train.steps=" + (step + 3)))
                    .as(captured.err())
                    .isEqualTo(ExitCode.OK);
            assertThat(captured.out()).startsWith("trained: %d steps".formatted(step + 3));
        } finally {
            leader.descendants().forEach(ProcessHandle::destroyForcibly);
            leader.destroyForcibly();
        }
    }

    /** The folder of the run, once it has a state; it would train for hours. */
    private Path awaitState(Process leader) throws Exception {
        long limit = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (System.nanoTime() < limit && !leader.waitFor(20, TimeUnit.MILLISECONDS)) {
            if (Files.isDirectory(folder.resolve("runs"))) {
                try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
                    Path run = runs.findFirst().orElse(folder);
                    if (Files.isDirectory(run.resolve("states")) && newest(run) > 0) {
                        return run;
                    }
                }
            }
        }
        throw new AssertionError("no state: " + Files.readString(folder.resolve("said.txt")));
    }

    private static long newest(Path run) throws Exception {
        try (Stream<Path> states = Files.list(run.resolve("states"))) {
            return states.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("step-"))
                    .mapToLong(name -> Long.parseLong(name.substring("step-".length())))
                    .max()
                    .orElse(0);
        }
    }
}

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
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are told to end while they compute: they say what became of the work, and never crash. */
@DisabledOnOs(OS.WINDOWS)
class EndingTest {
    private static final Path KILL = Path.of("/bin/kill");
    private static final int TERMINATED = 143;

    @TempDir
    private Path folder;

    /** What a process said, line after line, and how it ended. */
    private record End(int exitCode, List<String> said) {
        String last() {
            return said.get(said.size() - 1);
        }
    }

    /** Starts {@code main} in the folder, sends SIGTERM as soon as it has said {@code sign}, and waits for its end. */
    private End endOf(Class<?> main, String sign, String... words) throws Exception {
        assumeTrue(Files.isExecutable(KILL));
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        line.addAll(List.of(words));
        Process process = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> said = new ArrayList<>();
            for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                said.add(next);
                if (next.contains(sign)) {
                    break;
                }
            }
            assertThat(new ProcessBuilder(KILL.toString(), "-TERM", Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .as(String.join("\n", said))
                    .isZero();
            reader.lines().forEach(said::add);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new End(process.exitValue(), said);
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void samplingThatIsToldToEndSaysThatItWasStopped() throws Exception {
        End end = endOf(
                Main.class,
                "sampling",
                "sample",
                "--model=spiral",
                "--count=400000",
                "--progress=plain",
                "--out=" + folder.resolve("samples"));
        assertThat(end.last())
                .matches("d4j: Sampling was stopped after \\d+ of 500 evaluations\\. Nothing was written\\.");
        assertThat(end.exitCode()).isEqualTo(TERMINATED);
        assertThat(files()).isEmpty(); // the folder that was made for the samples goes away again
    }

    @Test
    void aProcessThatIsToldToEndAmidACalculationEndsAtOnceAndDoesNotCrash() throws Exception {
        for (int time = 0; time < 2; time++) {
            End end = endOf(Computing.class, "computing");
            assertThat(end.exitCode()).isEqualTo(TERMINATED);
            assertThat(files()).isEmpty(); // no hs_err_pid.log
        }
    }

    @Test
    void workThatDoesNotHearTheSignalIsCutOffWithASentence() throws Exception {
        End end = endOf(Computing.class, "computing", "deaf");
        assertThat(end.last())
                .isEqualTo("The step in progress did not end in 100 ms; what was saved before stays valid.");
        assertThat(end.exitCode()).isEqualTo(TERMINATED);
        assertThat(files()).isEmpty();
    }

    @Test
    void withoutASignalTheExitCodeIsThatOfTheCommand() {
        Ending ending = new Ending(Duration.ZERO, System.err);
        StopSignal stop = new StopSignal();
        ending.listen(stop);
        ending.forget(stop);
        assertThat(ending.end(ExitCode.USAGE)).isEqualTo(ExitCode.USAGE);
        assertThat(stop.isRequested()).isFalse();
    }

    @Test
    void aSignalThatNoSystemHasIsNone() {
        assertThat(ProcessSignal.named("NOTHING")).isEmpty();
        assertThat(ProcessSignal.named("TERM").orElseThrow().number()).isEqualTo(TERMINATED - 128);
    }
}

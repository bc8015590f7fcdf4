// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.NativePointers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoakTest {
    private static final long MOST_BYTES = 2L << 30;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    @BeforeEach
    void oneThreadForATinyNetwork() {
        Engine.useThreads(1);
    }

    @AfterEach
    void allThreadsForTheOthers() {
        Engine.useThreads(Engine.cores());
    }

    @ParameterizedTest
    @CsvSource({"64, 1", "16, 2"})
    void aShortRunLeavesNoNativePointer(int microBatch, int threads) {
        new SoakRun(microBatch, threads).close();
        long empty = NativePointers.settled();
        try (SoakRun run = new SoakRun(microBatch, threads)) {
            run.train(10);
            run.sample(4);
            long left = NativePointers.leftBy(() -> {
                run.train(300);
                run.sample(30);
            });
            assertThat(left).isZero();
        }
        // what stays is the table of constants, which the first runs filled
        assertThat(NativePointers.settled() - empty).isLessThanOrEqualTo(200);
    }

    /**
     * In a process of its own, which is killed at 2 GB or after five minutes whatever happens; once with the garbage
     * collector's register of native pointers, which counts them, and once without it, as the launcher starts Java, where
     * nothing but our scopes frees memory.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("slow")
    void tenThousandStepsAndAThousandSamplesHoldTheirMemory(boolean withoutRegister)
            throws IOException, InterruptedException {
        List<String> lines = runWatched("-Dorg.bytedeco.javacpp.nopointergc=" + withoutRegister, "10000", "1000");
        assertThat(lines).as("the process ended by itself").hasSize(2);
        SoakRun.Held warm = held(lines.get(0));
        SoakRun.Held end = held(lines.get(1));
        double growth = 100.0 * (end.residentBytes() - warm.residentBytes()) / Math.max(1, warm.residentBytes());
        System.out.printf(
                "soak: resident %.1f MB after warm-up, %.1f MB at the end (%+.2f %%), native pointers %d and %d%n",
                warm.residentBytes() / 1e6, end.residentBytes() / 1e6, growth, warm.pointers(), end.pointers());
        assertThat(end.pointers()).isEqualTo(warm.pointers());
        assertThat(growth).isLessThan(2);
    }

    private static SoakRun.Held held(String line) {
        int space = line.indexOf(' ');
        return new SoakRun.Held(Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
    }

    private static List<String> runWatched(String flag, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // a heap that is all touched at the start and no optimising compiler with its working memory: growth is ours
        command.addAll(List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
        command.add(flag);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SoakRun.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            long end = System.nanoTime() + LONGEST.toNanos();
            Path status = Path.of("/proc", Long.toString(process.pid()), "status");
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                assertThat(System.nanoTime()).as("five minutes are enough").isLessThan(end);
                assertThat(SoakRun.residentBytesIn(status)).as("resident bytes").isLessThan(MOST_BYTES);
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } finally {
            process.destroyForcibly();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareSamplersCommandTest {
    private final Captured captured = new Captured();

    @TempDir
    private Path folder;

    private int run(String... words) {
        return new Main(captured.terminal()).run(words);
    }

    @Test
    void aChartATableAndARecordAreWrittenAfterTheEstimate() throws IOException {
        String out = folder.resolve("out").toString();
        String[] words = {"compare-samplers", "--model", "spiral", "--count", "64", "--evaluations", "4,8"};
        assertThat(run(with(words, "--samplers", "ddim,heun", "--out", out))).isZero();
        assertThat(captured.err()).contains("Comparing will take about ");
        assertThat(captured.out()).contains("| ddim  ", "| heun  ", "floor: 0.0", "picture: ", "table: ", "record: ");
        assertThat(Files.readAllLines(folder.resolve("out/samplers.csv"))).hasSize(5);
        assertThat(Files.readString(folder.resolve("out/samplers.json"))).contains("\"model\" : \"spiral\"");
        assertThat(folder.resolve("out/samplers.png")).isNotEmptyFile();
    }

    @Test
    void guidanceIsTakenAndKept() throws IOException {
        String out = folder.resolve("out").toString();
        String[] words = {"compare-samplers", "--model", "classes", "--count", "20", "--evaluations", "2", "--yes"};
        assertThat(run(with(
                        words,
                        "--samplers",
                        "ddim",
                        "--guidance",
                        "2",
                        "--guidance-rescale",
                        "0.7",
                        "--guidance-interval",
                        "0.1:0.8",
                        "--out",
                        out)))
                .as(captured.err())
                .isZero();
        assertThat(Files.readString(folder.resolve("out/samplers.json")))
                .contains("\"guidance\" : \"2.0, rescaled by 0.7, between 0.1 and 0.8\"");
        assertThat(run(with(words, "--guidance-interval", "1"))).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("--guidance-interval was '1', which is not two numbers");
    }

    private static String[] with(String[] words, String... more) {
        return Stream.of(words, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void longWorkIsOnlyBegunWhenAskedFor() {
        CompareSamplersCommand.requireAgreed(Duration.ofMinutes(19), false);
        CompareSamplersCommand.requireAgreed(Duration.ofHours(9), true);
        assertThatThrownBy(() -> CompareSamplersCommand.requireAgreed(Duration.ofMinutes(41), false))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "comparing will take about 41 min here, and more than 20 min is only begun when asked for. Add --yes, or compare with fewer --evaluations, fewer --samplers or a smaller --count.");
    }

    @Test
    void anUnknownSamplerIsAnsweredWithTheNearest() {
        assertThat(run("compare-samplers", "--model", "spiral", "--samplers", "dimm"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("there is no sampler 'dimm'. Did you mean");
    }
}

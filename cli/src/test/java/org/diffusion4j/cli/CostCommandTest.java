// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostCommandTest {
    private final Captured captured = new Captured();

    private int run(String... words) {
        return new Main(captured.terminal()).run(words);
    }

    @Test
    void timeAndMemoryOfARecipeArePrintedWithWhatWasAssumed() {
        assertThat(run("cost", "spiral", "--set", "train.steps=1000", "--peak", "100", "--gpu-share", "0.1"))
                .isZero();
        assertThat(captured.out())
                .contains(
                        "| `spiral` | 25.4 k | ",
                        " | 64.0 k | ",
                        "here: ",
                        ", 100 GFLOP/s, of which training reaches 0.50 (assumed)",
                        "GPU: one H100 SXM, TF32 (data sheet), 494,000 GFLOP/s, of which training reaches 0.10 (assumed)");
    }

    @Test
    void withoutAPeakItIsMeasured() {
        assertThat(run("cost", "spiral")).isZero();
        assertThat(captured.out())
                .containsPattern("here: \\d+ cores? of this machine \\(3x3 convolution, measured now\\)");
    }

    @Test
    void wrongNumbersAndNamesAreAnsweredInASentence() {
        assertThat(run("cost", "spiral", "--peak", "100", "--share", "2")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains("--share is 2.0; it must lie in (0, 1]. Give the share of the peak that training reaches.");
        assertThat(run("cost", "spiral", "--peak", "-1")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "--peak is -1.0 GFLOP/s; it must be above 0 and finite. Give the peak of the machine in GFLOP/s.");
        assertThat(run("cost", "spiral", "--gpu-peak", "1e300")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "--gpu-peak is 1.0E300 TFLOP/s; it must be above 0 and finite. Give the peak of the machine in TFLOP/s.");
        assertThat(run("cost", "spiral", "--gpu-share", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "--gpu-share is 0.0; it must lie in (0, 1]. Give the share of the peak that training reaches.");
        assertThat(run("cost", "cifar10")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("there is no recipe 'cifar10'");
        assertThat(run("cost", "mat-32")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "cost counts the operations of one network, and the MAT recipe mat-32 has two. Leave it out.");
    }

    @ParameterizedTest
    @CsvSource({
        "35746307,    35.7 M",
        "6221856768,  6.22 G",
        "999600,      1.00 M",
        "128,         128",
        "102400000,   102 M"
    })
    void numbersHaveThreeDigits(long number, String text) {
        assertThat(CostCommand.counted(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"90, 90 s", "600, 10 min", "36000, 10 h", "864000, 10 days", "315576000, 10.0 years"})
    void timesHaveTheirUnit(double seconds, String text) {
        assertThat(CostCommand.time(seconds)).isEqualTo(text);
    }
}

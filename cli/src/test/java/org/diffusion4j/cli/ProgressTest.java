// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final String CLEAR = "\r\033[2K";

    private final Captured captured = new Captured();

    private List<String> lines() {
        return captured.err().lines().toList();
    }

    @Test
    void withoutATerminalALineComesEveryTenSeconds() {
        try (Progress progress = captured.terminal().progressOf("train", 0, 1000)) {
            for (int step = 1; step <= 250; step++) {
                captured.pass(0.1);
                progress.update(step, 0.5);
            }
            assertThat(lines())
                    .containsExactly(
                            "train  10 %  100/1000  loss 0.5000  10/s  1:30 left",
                            "train  20 %  200/1000  loss 0.5000  10/s  1:20 left");
        }
        assertThat(lines()).hasSize(3).last().isEqualTo("train  25 %  250/1000  loss 0.5000  10/s  in 25 s");
    }

    @Test
    void onATerminalABarIsRedrawnAtMostTenTimesASecond() {
        try (Progress progress = captured.terminal(true, ProgressMode.AUTO).progressOf("train", 0, 2000)) {
            for (int step = 1; step <= 1000; step++) {
                captured.pass(0.001);
                progress.update(step, 0.04321);
            }
            String[] drawn = captured.err().split("\r\033\\[2K", -1);
            assertThat(drawn).hasSize(11); // nothing before the first, then ten in one second
            assertThat(drawn[10])
                    .isEqualTo("train  [##########----------]   50 %  1000/2000  loss 0.04321  1000/s  1 s left");
            assertThat(drawn).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
        }
        assertThat(captured.err()).endsWith("in 1 s" + System.lineSeparator());
    }

    @Test
    void longNumbersStillFitOneLine() {
        try (Progress progress = captured.terminal(true, ProgressMode.AUTO).progressOf("discriminate", 0, 400_000)) {
            captured.pass(1);
            progress.update(12, 0.000012345);
        }
        assertThat(captured.err().split("\r\033\\[2K"))
                .allSatisfy(line -> assertThat(line.strip().length()).isLessThan(80));
    }

    @Test
    void aResumedRunCountsItsRateFromWhereItBegan() {
        try (Progress progress = captured.terminal().progressOf("train", 900, 1000)) {
            captured.pass(10);
            progress.update(950);
        }
        assertThat(lines()).first().isEqualTo("train  95 %  950/1000  5.00/s  10 s left");
    }

    @Test
    void aSlowRunShowsHoursAndNoLossItNeverSaw() {
        try (Progress progress = captured.terminal().progressOf("train", 0, 1000)) {
            captured.pass(10);
            progress.update(1);
        }
        assertThat(lines()).first().isEqualTo("train   0 %  1/1000  0.10/s  2:46:30 left");
    }

    @Test
    void progressNoneShowsOnlyNotes() {
        try (Progress progress = captured.terminal(true, ProgressMode.NONE).progressOf("train", 0, 10)) {
            captured.pass(60);
            progress.update(5);
            progress.note("saved step 5");
        }
        assertThat(lines()).containsExactly("saved step 5");
    }

    @Test
    void aNoteStandsOnItsOwnLineAboveTheBar() {
        try (Progress progress = captured.terminal(true, ProgressMode.AUTO).progressOf("train", 0, 10)) {
            captured.pass(1);
            progress.update(5);
            progress.note("saved step 5");
        }
        assertThat(captured.err()).contains(CLEAR + "saved step 5" + System.lineSeparator());
    }

    @Test
    void closingTwiceEndsOnce() {
        Progress progress = captured.terminal().progressOf("train", 0, 10);
        progress.close();
        progress.close();
        assertThat(lines()).hasSize(1);
    }

    @Test
    void progressOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> captured.terminal().progressOf("train", 5, 4))
                .withMessage("progress from 5 of 4 steps");
    }
}

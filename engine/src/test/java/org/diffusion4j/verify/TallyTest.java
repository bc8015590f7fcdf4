// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {
    @ParameterizedTest
    @CsvSource({"NaN, 1", "1, NaN", "NaN, NaN", "Infinity, 1", "1, Infinity", "-Infinity, Infinity", "1.2, 1", "0.8, 1"
    })
    void numbersTooFarApartAndNumbersThatAreNoneFail(double got, double want) {
        Tally tally = new Tally();
        tally.number("x", 3, got, want, 0.01, 0.1);
        assertThat(tally.failed()).isEqualTo(1);
        assertThat(tally.passed()).isZero();
        assertThat(tally.firstFailure()).startsWith("x[3]: got ");
        assertThat(tally.worstShare().orElseThrow()).isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"1.1, 1, 0.909", "-1.1, -1, 0.909", "Infinity, Infinity, 0", "0, -0.0, 0"})
    void theDeviationIsAShareOfBothTolerances(double got, double want, double share) {
        Tally tally = new Tally();
        tally.number("x", 0, got, want, 0.01, 0.1);
        assertThat(tally.passed()).isEqualTo(1);
        assertThat(tally.worstShare().orElseThrow()).isBetween(share - 1e-3, share + 1e-3);
    }

    @Test
    void anAbsurdToleranceAllowsNothing() {
        Tally tally = new Tally();
        tally.number("x", 0, 1, 2, Double.POSITIVE_INFINITY, 0);
        tally.number("x", 1, 1, 2, Double.NaN, 0);
        tally.number("x", 2, 1, 2, -5, 0);
        assertThat(tally.failed()).isEqualTo(3);
    }

    @Test
    void aWrongCountIsOneFailureAndTheFirstFailureStays() {
        Tally tally = new Tally();
        tally.numbers("x", new double[] {1}, new double[] {1, 2}, 1, 1);
        tally.fact("y", "a", "b");
        assertThat(tally.failed()).isEqualTo(2);
        assertThat(tally.firstFailure()).isEqualTo("x (count)[0]: got 1, want 2");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffusion4j.metric.FrechetDistanceTest.normal;

import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class OverlapTest {
    private static final Features REAL = Features.of(
            2, 1.1f, 1.8f, -2.6f, -0.1f, 1.0f, 1.4f, 0.7f, 1.5f, 0.3f, 0.6f, 0.2f, -1.1f, -0.8f, 0.4f, -0.6f, 1.3f,
            1.3f, 1.8f);

    private static final Features MADE =
            Features.of(2, 1.2f, 2.3f, 0.5f, 0.5f, 1.3f, 1.4f, -0.1f, -0.2f, 1.5f, 0.5f, 2.2f, 1.5f);

    @Test
    void pointsOfThePlaneGiveTheStoredShares() {
        Overlap overlap = Overlap.of(REAL, MADE, 2);

        assertThat(overlap.precision()).isEqualTo(0.5);
        assertThat(overlap.recall()).isCloseTo(8 / 9.0, within(1e-12));
        assertThat(overlap.density()).isCloseTo(7 / 12.0, within(1e-12));
        assertThat(overlap.coverage()).isCloseTo(5 / 9.0, within(1e-12));
    }

    @Test
    void equalSetsLieInEachOther() {
        Overlap overlap = Overlap.of(REAL, REAL, 3);

        assertThat(overlap.precision()).isEqualTo(1);
        assertThat(overlap.recall()).isEqualTo(1);
        assertThat(overlap.coverage()).isEqualTo(1);
        assertThat(overlap.density()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void samplesOfOneDistributionHaveADensityOfOneAndTheExpectedCoverage() {
        Overlap overlap = Overlap.of(normal("a", 800, 4), normal("b", 800, 4), 5);

        assertThat(overlap.density()).isCloseTo(1, within(0.08));
        assertThat(overlap.coverage()).isCloseTo(1 - 1 / 32.0, within(0.03)); // 1 - 2^-k (Naeem et al. 2020)
    }

    @Test
    void oneSampleRepeatedIsPreciseAndRecallsNothing() {
        Features real = normal("a", 50, 4);
        Overlap overlap = Overlap.of(real, real.rows(7, 7, 7, 7), 3);

        assertThat(overlap.precision()).isEqualTo(1);
        assertThat(overlap.recall()).isEqualTo(1 / 50.0);
    }

    @Test
    void aNeighbourThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> Overlap.of(REAL, MADE, 6))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the neighbour number 6 of each of 6 rows was asked for; it must lie in 1 to 5. Use more pictures or a smaller number.");
    }

    @Test
    void theNearestRowIsFoundWithItsDistance() {
        Neighbours nearest = Neighbours.of(MADE, REAL);

        assertThat(nearest.nearest(0)).isEqualTo(8); // (1.2, 2.3) and (1.3, 1.8)
        assertThat(nearest.distance(0)).isCloseTo(Math.sqrt(0.26), within(1e-6));
        assertThat(nearest.quantile(1)).isGreaterThan(nearest.quantile(0.5));
        assertThatThrownBy(() -> nearest.quantile(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the quantile 0.0 was asked for; it must lie above 0 and be at most 1. 0.5 is the median.");
    }
}

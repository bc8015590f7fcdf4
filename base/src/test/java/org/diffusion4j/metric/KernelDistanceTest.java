// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffusion4j.metric.FrechetDistanceTest.FIVE;
import static org.diffusion4j.metric.FrechetDistanceTest.SEVEN;
import static org.diffusion4j.metric.FrechetDistanceTest.normal;

import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class KernelDistanceTest {
    @Test
    void rowsGiveTheStoredNumber() {
        assertThat(KernelDistance.unbiased(SEVEN, FIVE)).isCloseTo(-1.1261106055859353, within(1e-5));
    }

    @Test
    void oneBlockOfEqualSetsIsTheWholeEstimate() {
        Features a = normal("a", 30, 4);
        Features b = normal("b", 30, 4);

        KernelDistance one = KernelDistance.between(a, b, 1, 3);

        assertThat(one.mean()).isCloseTo(KernelDistance.unbiased(a, b), within(1e-12));
        assertThat(one.blockSize()).isEqualTo(30);
    }

    @Test
    void setsOfOneDistributionAreAtNoDistanceWhateverTheirNumber() {
        assertThat(KernelDistance.between(normal("a", 400, 8), normal("b", 60, 8), 50, 0)
                        .mean())
                .isCloseTo(0, within(0.05));
    }

    @Test
    void oneFeatureOfTwoNormalDistributionsHasTheClosedForm() {
        // E (xy + 1)³ = 1 + 3 m m' + 3 s s' + t t' with the moments m, s, t; N(0, 1): 0, 1, 0; N(1, 1): 1, 2, 4
        double expected = (1 + 3) + (1 + 3 + 12 + 16) - 2 * (1 + 3 * 2);
        int sets = 80;
        double mean = 0;
        for (int set = 0; set < sets; set++) {
            Features b = normal("b" + set, 500, 1);
            float[] moved = new float[b.count()];
            for (int i = 0; i < moved.length; i++) {
                moved[i] = (float) b.at(i, 0) + 1;
            }
            mean += KernelDistance.unbiased(normal("a" + set, 500, 1), Features.of(1, moved)) / sets;
        }

        assertThat(mean).isCloseTo(expected, within(1.5));
    }

    @Test
    void theSeedDecidesTheBlocks() {
        Features a = normal("a", 50, 4);
        Features b = normal("b", 20, 4);

        assertThat(KernelDistance.between(a, b, 5, 1)).isEqualTo(KernelDistance.between(a, b, 5, 1));
        assertThat(KernelDistance.between(a, b, 5, 1)).isNotEqualTo(KernelDistance.between(a, b, 5, 2));
    }

    @Test
    void setsOfOneRowAreRefused() {
        assertThatThrownBy(() -> KernelDistance.between(normal("a", 1, 4), normal("b", 5, 4), 10, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "a kernel distance was asked for with 10 blocks of sets of 1 and 5 rows; it needs 1 block and 2 rows of each. Draw more samples.");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepDrawsTest {
    private static final StepDraws DRAWS = new StepDraws(11, 5);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 12, 17})
    void aRowDrawsTheSameNoiseInEveryCut(int each) {
        float[] whole = DRAWS.noise(0, 20, each);
        for (int first = 0; first < 20; first += 7) {
            int rows = Math.min(7, 20 - first);
            assertThat(DRAWS.noise(first, rows, each))
                    .containsExactly(Arrays.copyOfRange(whole, first * each, (first + rows) * each));
        }
    }

    @Test
    void aRowDrawsTheSameTimeInEveryCut() {
        int[] whole = DRAWS.times(0, 20, 0, 500);
        assertThat(DRAWS.times(13, 7, 0, 500)).containsExactly(Arrays.copyOfRange(whole, 13, 20));
        assertThat(Arrays.stream(whole).boxed()).allMatch(t -> t >= 0 && t < 500);
    }

    @Test
    void stepsAndSeedsDrawDifferently() {
        assertThat(new StepDraws(11, 6).noise(0, 4, 3)).isNotEqualTo(DRAWS.noise(0, 4, 3));
        assertThat(new StepDraws(12, 5).noise(0, 4, 3)).isNotEqualTo(DRAWS.noise(0, 4, 3));
        assertThat(new StepDraws(11, 6).times(0, 20, 0, 500)).isNotEqualTo(DRAWS.times(0, 20, 0, 500));
    }
}

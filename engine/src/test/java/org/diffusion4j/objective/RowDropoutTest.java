// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

class RowDropoutTest {
    private static final StepDraws DRAWS = new StepDraws(3, 7);

    private static float[] ones(StepDraws draws, int firstRow, int rows, String layer) {
        try (PointerScope scope = new PointerScope()) {
            float[] ones = new float[rows * 4 * 5 * 5];
            Arrays.fill(ones, 1);
            Tensor x = Tensors.of(ones, rows, 4, 5, 5);
            return Tensors.floats(draws.dropout(firstRow).of(x, layer, 0.2));
        }
    }

    @Test
    void elementsAreLeftOutOrGrowSoThatTheMeanStays() {
        float[] factors = ones(DRAWS, 0, 200, "a");
        int zeros = 0;
        for (float factor : factors) {
            assertThat(factor).isIn(0f, 1.25f);
            zeros += factor == 0 ? 1 : 0;
        }
        assertThat(zeros / (double) factors.length).isCloseTo(0.2, within(0.01)); // 3.5 standard deviations
    }

    @Test
    void aRowLosesTheSameInWhicheverPieceItStands() {
        float[] whole = ones(DRAWS, 0, 6, "a");
        assertThat(ones(DRAWS, 0, 4, "a")).isEqualTo(Arrays.copyOfRange(whole, 0, 400));
        assertThat(ones(DRAWS, 4, 2, "a")).isEqualTo(Arrays.copyOfRange(whole, 400, 600));
    }

    @Test
    void rowsLayersAndStepsDrawForThemselves() {
        float[] whole = ones(DRAWS, 0, 2, "a");
        assertThat(Arrays.copyOfRange(whole, 0, 100)).isNotEqualTo(Arrays.copyOfRange(whole, 100, 200));
        assertThat(ones(DRAWS, 0, 2, "b")).isNotEqualTo(whole);
        assertThat(ones(new StepDraws(3, 8), 0, 2, "a")).isNotEqualTo(whole);
    }
}

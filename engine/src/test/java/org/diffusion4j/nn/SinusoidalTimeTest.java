// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinusoidalTimeTest {
    @Test
    void sinesComeBeforeCosinesAndFrequenciesFallToATenThousandth() {
        try (PointerScope scope = new PointerScope()) {
            Tensor embedded = new SinusoidalTime(6).forward(Tensors.of(new float[] {0, 700}, 2));
            assertThat(embedded.shape()).containsExactly(2, 6);
            double[] got = Tensors.doubles(embedded);
            double[] want = {
                0, 0, 0, 1, 1, 1, Math.sin(700), Math.sin(7), Math.sin(0.07), Math.cos(700), Math.cos(7), Math.cos(0.07)
            };
            for (int i = 0; i < want.length; i++) {
                assertThat(got[i]).isCloseTo(want[i], within(1e-7));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 0, 2, 5})
    void widthsThatCannotBeSplitAreASentence(int dim) {
        assertThatThrownBy(() -> new SinusoidalTime(dim))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the width of the sinusoidal time embedding must be even and 4 or more but was %d. 256 is usual.",
                        dim);
    }
}

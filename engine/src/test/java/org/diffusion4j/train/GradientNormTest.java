// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientNormTest {
    /** Few, whole rows, rows and a rest, and so many that a float32 sum of squares would be off. */
    @ParameterizedTest
    @ValueSource(ints = {1, 25_411, 131_072, 131_073, 4_000_001})
    void theNormIsThatOfASumInDouble(int count) {
        float[] numbers = new float[count];
        RandomStream.of(3, "numbers").fillNormal(numbers, 0, count);
        double squares = 0;
        for (float number : numbers) {
            squares += (double) number * number;
        }
        double norm = Math.sqrt(squares);
        try (PointerScope scope = new PointerScope();
                Tensor tensor = Tensors.of(numbers, count)) {
            assertThat(GradientNorm.of(tensor)).isCloseTo(norm, within(1e-6 * norm));
        }
    }
}

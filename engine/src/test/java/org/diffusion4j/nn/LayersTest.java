// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

class LayersTest {
    @Test
    void aLinearLayerMultipliesByTheTransposedWeightAndAddsTheBias() {
        ParameterSource source = (name, rule, shape) ->
                name.equals("weight") ? new float[] {1, 2, 3, 4, 5, 6} : new float[] {10, 20}; // (2, 3)
        try (Parameters.Built<Linear> built = Parameters.build(p -> Linear.of(p, 3, 2), source, Devices.of("cpu"));
                PointerScope scope = new PointerScope()) {
            Tensor y = built.network().forward(Tensors.of(new float[] {1, 0, -1, 0, 1, 0}, 2, 3));
            // rows: (1-3+10, 4-6+20), (2+10, 5+20)
            assertThat(Tensors.floats(y)).containsExactly(8, 18, 12, 25);
            assertThat(y.shape()).containsExactly(2, 2);
        }
    }

    @Test
    void timesBecomeSinesThenCosinesOfTheFrozenFrequencies() {
        ParameterSource source = (name, rule, shape) -> new float[] {0.5f, 1};
        try (Parameters.Built<FourierTime> built =
                        Parameters.build(p -> FourierTime.of(p, 4, 25), source, Devices.of("cpu"));
                PointerScope scope = new PointerScope()) {
            assertThat(built.parameters().trainedNames()).isEmpty();
            double[] y = Tensors.doubles(built.network().forward(Tensors.of(new float[] {0, 0.25f}, 2)));
            // u = 0.25: angles pi/4 and pi/2
            double half = Math.sqrt(0.5);
            double[] expected = {0, 0, 1, 1, half, 1, half, 0};
            assertThat(y).containsExactly(expected, within(1e-6));
        }
    }

    @Test
    void firstValuesFollowTheirRules() {
        float[] uniform = Init.uniform(0.25).draw(RandomStream.of(1, "a"), 10_000);
        double sum = 0;
        for (float v : uniform) {
            assertThat(v).isBetween(-0.25f, 0.25f);
            sum += v;
        }
        assertThat(sum / uniform.length).isCloseTo(0, within(0.005)); // sd of the mean 0.25/sqrt(3e4) = 0.0014
        float[] normal = Init.normal(3).draw(RandomStream.of(1, "b"), 10_000);
        double squares = 0;
        for (float v : normal) {
            squares += (double) v * v;
        }
        assertThat(squares / normal.length).isCloseTo(9, within(0.5)); // sd 9·sqrt(2/1e4) = 0.13
        assertThat(Init.ZEROS.draw(RandomStream.of(1, "c"), 2)).containsExactly(0, 0);
        assertThat(Init.ONES.draw(RandomStream.of(1, "c"), 2)).containsExactly(1, 1);
    }
}

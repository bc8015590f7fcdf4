// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.BlendUNetConfig.Time;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlendUNetTest {
    private static BlendUNetConfig narrow(Time time) {
        return new BlendUNetConfig(3, 8, 12, 10, 4, 16, time);
    }

    private static float[] output(BlendUNetConfig config, int rows, float... times) {
        float[] x = new float[rows * 3 * 16 * 16];
        RandomStream.of(2, "x").fillNormal(x, 0, x.length);
        try (Parameters.Built<Network> built = BuiltNetworks.of(config, 16);
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return Tensors.floats(
                    built.network().forward(Tensors.of(x, rows, 3, 16, 16), Tensors.of(times, times.length)));
        }
    }

    @Test
    void itsOwnSizeHasTheNumberOfParametersOfTheOriginal() {
        try (Parameters.Built<Network> built = BuiltNetworks.of(BlendUNetConfig.defaults(), 16)) {
            assertThat(built.parameters().count()).isEqualTo(3_586_819);
        }
        assertThat(BlendUNetConfig.defaults().conditioning()).isEqualTo(Conditioning.NONE);
    }

    @Test
    void biasesBeginAtZeroAndKernelsWithinGlorotsBound() {
        try (Parameters.Built<Network> built = BuiltNetworks.of(narrow(Time.LINEAR), 16);
                PointerScope scope = new PointerScope()) {
            assertThat(Tensors.floats(built.parameters().get("down.1.conv_out.bias")))
                    .containsOnly(0f);
            float bound = (float) Math.sqrt(6.0 / (9 * 8 + 9 * 8));
            float[] kernel = Tensors.floats(built.parameters().get("down.1.conv_out.weight"));
            Arrays.sort(kernel);
            assertThat(kernel[0]).isBetween(-bound, -0.9f * bound);
            assertThat(kernel[kernel.length - 1]).isBetween(0.9f * bound, bound);
        }
    }

    @ParameterizedTest
    @CsvSource({"LINEAR", "SINUSOIDAL"})
    void aTimeForAllRowsIsTheSameAsThatTimeForEachRow(Time time) {
        assertThat(output(narrow(time), 2, 7)).isEqualTo(output(narrow(time), 2, 7, 7));
    }

    @Test
    void sinusoidsTellNeighbouringLevelsApartFromTheStart() {
        double linear = distance(output(narrow(Time.LINEAR), 1, 7), output(narrow(Time.LINEAR), 1, 8));
        double sinusoidal = distance(output(narrow(Time.SINUSOIDAL), 1, 7), output(narrow(Time.SINUSOIDAL), 1, 8));
        assertThat(linear).isLessThan(1e-3);
        assertThat(sinusoidal).isGreaterThan(10 * linear);
    }

    private static double distance(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs(one[i] - other[i]);
        }
        return sum / one.length;
    }

    @Test
    void aRowComesOutTheSameInAnyBatch() {
        float[] batch = output(narrow(Time.LINEAR), 3, 5);
        float[] alone = output(narrow(Time.LINEAR), 1, 5);
        for (int i = 0; i < alone.length; i++) {
            assertThat(batch[i]).isCloseTo(alone[i], within(1e-5f));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8 | 12 | 20 | LINEAR     | network.size must be a multiple of 8 (it is halved three times) but was 20. Set it to 16 or 24.",
                "0 | 12 | 16 | LINEAR     | network.width must be at least 1 but was 0. Give a positive number.",
                "8 | 7  | 16 | SINUSOIDAL | network.timeWidth must be even and 4 or more with time sinusoidal (half sines, half cosines) but was 7. 192 is usual."
            })
    void aSizeThatCannotWorkIsRefusedWithTheNearestThatDoes(
            int width, int timeWidth, int size, Time time, String sentence) {
        assertThatThrownBy(() -> new BlendUNetConfig(3, width, timeWidth, 8, 4, size, time))
                .isInstanceOf(ConfigException.class)
                .hasMessage(sentence);
    }
}

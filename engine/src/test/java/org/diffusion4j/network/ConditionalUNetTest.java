// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionalUNetTest {
    private static final ConditionalUNetConfig NARROW = new ConditionalUNetConfig(3, 8, 16, 4, true, 16);

    private static Parameters.Built<Network> built(ConditionalUNetConfig config) {
        return BuiltNetworks.of(config, 1000);
    }

    private static float[] noise(int rows) {
        float[] x = new float[rows * 3 * 16 * 16];
        RandomStream.of(2, "x").fillNormal(x, 0, x.length);
        return x;
    }

    private static float[] output(BiFunction<Network, Tensor, Tensor> call, int rows) {
        try (Parameters.Built<Network> built = built(NARROW);
                PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return Tensors.floats(call.apply(built.network(), Tensors.of(noise(rows), rows, 3, 16, 16)));
        }
    }

    private static Tensor times(float... times) {
        return Tensors.of(times, times.length);
    }

    @Test
    void itsOwnSizeHasTheNumberOfParametersOfTheOriginal() {
        try (Parameters.Built<Network> built = built(ConditionalUNetConfig.defaults())) {
            assertThat(built.parameters().count()).isEqualTo(8_544_771);
        }
    }

    @Test
    void aNullClassIsOneMoreRowInTheTableOfClasses() {
        try (Parameters.Built<Network> built = built(NARROW)) {
            assertThat(built.parameters().get("class_emb.weight").shape()).containsExactly(5, 16);
        }
        assertThat(NARROW.conditioning()).isEqualTo(new Conditioning.Classes(4, true));
    }

    @Test
    void aTimeForAllRowsIsTheSameAsThatTimeForEachRow() {
        Condition labels = Condition.labels(0, 3);
        float[] shared = output((network, x) -> network.forward(x, times(7), labels), 2);
        float[] each = output((network, x) -> network.forward(x, times(7, 7), labels), 2);
        assertThat(shared).isEqualTo(each);
    }

    @Test
    void labelAndTimeChangeEveryPicture() {
        float[] first = output((network, x) -> network.forward(x, times(7), Condition.labels(0)), 1);
        float[] otherLabel = output((network, x) -> network.forward(x, times(7), Condition.labels(4)), 1);
        float[] otherTime = output((network, x) -> network.forward(x, times(8), Condition.labels(0)), 1);
        assertThat(distance(first, otherLabel)).isGreaterThan(0.01);
        assertThat(distance(first, otherTime)).isGreaterThan(0.001);
    }

    @Test
    void aRowComesOutTheSameInAnyBatch() {
        float[] batch = output((network, x) -> network.forward(x, times(500), Condition.labels(1, 2, 3)), 3);
        float[] alone = output((network, x) -> network.forward(x, times(500), Condition.labels(1)), 1);
        float[] first = Arrays.copyOf(batch, alone.length);
        for (int i = 0; i < alone.length; i++) {
            assertThat(first[i]).isCloseTo(alone[i], within(1e-5f));
        }
    }

    private static double distance(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs(one[i] - other[i]);
        }
        return sum / one.length;
    }

    @Test
    void aNetworkWithClassesDoesNotGuessLabels() {
        assertThatThrownBy(() -> output((network, x) -> network.forward(x, times(7)), 2))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "a network with classes needs one label for each of its 2 rows but was told none. Give Condition.labels with a number per row.");
        assertThatThrownBy(() -> output((network, x) -> network.forward(x, times(7), Condition.labels(1)), 2))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("2 rows but was told 1 labels");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | 64 | 256 | 10 | 30 | network.size must be a multiple of 8 (it is halved three times) but was 30. Set it to 24 or 32.",
                "3 | 64 | 256 | 10 | 7  | network.size must be a multiple of 8 (it is halved three times) but was 7. Set it to 8.",
                "3 | 20 | 256 | 10 | 32 | network.base must be a multiple of 8 (it is normalised in groups of channels) but was 20. Set it to 16 or 24.",
                "3 | 64 | 255 | 10 | 32 | network.embedding must be even and 4 or more (half sines, half cosines) but was 255. 256 is usual.",
                "3 | 64 | 256 | 0  | 32 | network.classes must be at least 1 but was 0. Give a positive number.",
                "0 | 64 | 256 | 10 | 32 | network.channels must be at least 1 but was 0. Give a positive number."
            })
    void aSizeThatCannotWorkIsRefusedWithTheNearestThatDoes(
            int channels, int base, int embedding, int classes, int size, String sentence) {
        assertThatThrownBy(() -> new ConditionalUNetConfig(channels, base, embedding, classes, false, size))
                .isInstanceOf(ConfigException.class)
                .hasMessage(sentence);
    }
}

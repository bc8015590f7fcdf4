// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.network.ContextUnetConfig.Feeding;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContextUnetTest {
    private static ContextUnetConfig config(ContextShortcut shortcut, ContextNorm norm) {
        return new ContextUnetConfig(3, 8, 2, 8, 2, shortcut, norm, Feeding.ON);
    }

    private static Parameters.Built<Network> build(ContextUnetConfig config) {
        return Parameters.build(
                p -> config.create(p, 500),
                (name, rule, shape) -> rule.draw(RandomStream.of(1, name), (int) Shapes.elements(shape)),
                Devices.of("cpu"));
    }

    private static float[] values(int rows) {
        float[] values = new float[rows * 3 * 8 * 8];
        RandomStream.of(2, "x").fillNormal(values, 0, values.length);
        return values;
    }

    private static float[] run(Network network, int rows, float time, Condition condition) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor x = Tensors.of(values(rows), rows, 3, 8, 8);
            return Tensors.floats(network.forward(x, Tensors.of(new float[] {time}, 1), condition));
        }
    }

    @Test
    void theNetworkOfTheSpritesHasTheSeedsOwnSize() {
        try (Parameters.Built<Network> built = build(ContextUnetConfig.defaults())) {
            assertThat(built.parameters().values().numel()).isEqualTo(1_481_027);
        }
    }

    @Test
    void trainingCountsItsBatchesAndSamplingDoesNot() {
        try (Parameters.Built<Network> built = build(config(ContextShortcut.REGISTERED, ContextNorm.BATCH))) {
            float[] before = run(built.network(), 2, 9, Condition.NONE);
            float[] inTraining = run(built.network().training(Dropout.NONE), 2, 9, Condition.NONE);
            assertThat(inTraining).isNotEqualTo(before);
            assertThat(built.parameters()
                            .get("up2.model.2.conv2.1.num_batches_tracked")
                            .item_long())
                    .isEqualTo(1);
            assertThat(run(built.network(), 2, 9, Condition.NONE)).isNotEqualTo(before); // the statistics moved
        }
    }

    @Test
    void groupsOfChannelsMakeNoDifferenceBetweenTrainingAndSampling() {
        try (Parameters.Built<Network> built = build(config(ContextShortcut.REGISTERED, ContextNorm.GROUP))) {
            assertThat(run(built.network().training(Dropout.NONE), 2, 9, Condition.NONE))
                    .isEqualTo(run(built.network(), 2, 9, Condition.NONE));
            assertThat(built.parameters().names()).noneMatch(name -> name.contains("running"));
            assertThat(built.parameters().names()).contains("down2.model.1.conv2.1.weight");
        }
    }

    @Test
    void microBatchesHaveTheTensorsOfWholeBatches() {
        try (Parameters.Built<Network> whole = build(config(ContextShortcut.REGISTERED, ContextNorm.BATCH));
                Parameters.Built<Network> cut = build(config(ContextShortcut.REGISTERED, ContextNorm.MICRO_BATCH))) {
            assertThat(cut.parameters().names()).isEqualTo(whole.parameters().names());
        }
    }

    @Test
    void aRandomShortcutIsAnotherInEachCallAndTheSameWhenTheCallIsRepeated() {
        try (Parameters.Built<Network> built = build(config(ContextShortcut.RANDOM, ContextNorm.GROUP));
                Parameters.Built<Network> zero = build(config(ContextShortcut.ZERO, ContextNorm.GROUP))) {
            float[] first = run(built.network(), 2, 9, Condition.NONE);
            assertThat(run(built.network(), 2, 9, Condition.NONE)).isEqualTo(first);
            float[] other = run(built.network(), 2, 10, Condition.NONE);
            assertThat(other).isNotEqualTo(first);
            assertThat(run(zero.network(), 2, 9, Condition.NONE)).isNotEqualTo(first);
            assertThat(farthest(first, other))
                    .isGreaterThan(10
                            * farthest( // time alone changes far less
                                    run(zero.network(), 2, 9, Condition.NONE),
                                    run(zero.network(), 2, 10, Condition.NONE)));
            assertThat(built.parameters().names()).noneMatch(name -> name.contains("shortcut"));
        }
    }

    private static float farthest(float[] a, float... b) {
        float most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    @Test
    void contextsScaleWhatIsMadeAndZerosStandForNone() {
        try (Parameters.Built<Network> built = build(config(ContextShortcut.REGISTERED, ContextNorm.GROUP))) {
            Network network = built.network();
            float[] none = run(network, 2, 9, Condition.NONE);
            assertThat(run(network, 2, 9, Condition.context(2, 0, 0, 0, 0)))
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(none);
            assertThat(run(network, 2, 9, Condition.context(2, 1, 0, 0.6f, 0.2f)))
                    .isNotEqualTo(none);
        }
    }

    @Test
    void conditionsThatDoNotFitAreRefused() {
        try (Parameters.Built<Network> built = build(config(ContextShortcut.REGISTERED, ContextNorm.GROUP))) {
            assertThatThrownBy(() -> run(built.network(), 2, 9, Condition.context(3, 1, 0, 0)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage(
                            "a network with contexts of 2 numbers was given 1 rows of 3 numbers for 2 inputs. Give Condition.context with one row per input, or Condition.NONE.");
            assertThatThrownBy(() -> run(built.network(), 2, 9, Condition.labels(1, 0)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("was given labels for 2 inputs");
        }
    }

    @Test
    void contextsCanBeLeftOutAsTheSeedDoes() {
        ContextUnetConfig off =
                new ContextUnetConfig(3, 8, 2, 8, 2, ContextShortcut.REGISTERED, ContextNorm.BATCH, Feeding.OFF);
        assertThat(off.conditioning()).isEqualTo(Conditioning.NONE);
        assertThat(ContextUnetConfig.defaults().conditioning()).isEqualTo(new Conditioning.Context(5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            20 | 2 | 8  | features must be a multiple of 8 (it is normalised in groups of channels) but was 20. Set it to 16 or 24.
            8  | 2 | 18 | height must be a multiple of 4 (it is halved twice) but was 18. Set it to 16 or 20.
            8  | 5 | 80 | height must be a multiple of 32 (it is halved five times) but was 80. Set it to 64 or 96.
            8  | 5 | 16 | height must be a multiple of 32 (it is halved five times) but was 16. Set it to 32.
            8  | 3 | 16 | levels must be 2 (for small sprites) or 5 (for pictures of 32 pixels and more) but was 3. Set it to 2.
            """)
    void sizesAreRefusedWithTheNearestThatWork(int features, int levels, int height, String sentence) {
        assertThatThrownBy(() -> new ContextUnetConfig(
                        3, features, 2, height, levels, ContextShortcut.REGISTERED, ContextNorm.BATCH, Feeding.ON))
                .isInstanceOf(ConfigException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @EnumSource
    void aCutBatchIsRefusedUnlessTheNormalisationIsNamedForIt(ContextNorm norm) {
        ContextUnetConfig config = config(ContextShortcut.REGISTERED, norm);
        config.requireCut(100, 100, 1);
        if (norm == ContextNorm.BATCH) {
            assertThatThrownBy(() -> config.requireCut(100, 50, 1))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("train.microBatch is 50 and train.batch 100, but this network")
                    .hasMessageContaining("set network.norm to micro-batch");
        } else {
            config.requireCut(100, 50, 1);
        }
        if (norm == ContextNorm.MICRO_BATCH) {
            assertThatThrownBy(() -> config.requireCut(100, 100, 2))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("train.workers is 2, but the running statistics");
        } else {
            config.requireCut(100, 50, 2); // one piece for each
        }
        if (norm == ContextNorm.BATCH) {
            assertThatThrownBy(() -> config.requireCut(100, 49, 2))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("train.microBatch is 49 and train.batch 100, but this network");
        }
    }

    @Test
    void weightsWithoutAShortcutAreSampledWithTheMeanOfTheRandomOnes() {
        ContextUnetConfig config = config(ContextShortcut.REGISTERED, ContextNorm.BATCH);
        List<String> said = new ArrayList<>();
        assertThat(config.suiting(Set.of("init_conv.conv1.0.weight", "init_conv.shortcut.weight"), said::add))
                .isEqualTo(config);
        assertThat(said).isEmpty();
        assertThat(config.suiting(Set.of("init_conv.conv1.0.weight"), said::add))
                .isEqualTo(config(ContextShortcut.ZERO, ContextNorm.BATCH));
        assertThat(said)
                .containsExactly(
                        "the weights have no init_conv.shortcut, so they were trained with a random one in every call; sampling with network.shortcut = zero, the mean of those");
    }
}

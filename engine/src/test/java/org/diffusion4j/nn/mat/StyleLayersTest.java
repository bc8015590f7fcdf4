// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.tensor.Autocast;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StyleLayersTest {
    private PointerScope scope;
    private NoGradGuard guard;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        guard = new NoGradGuard();
    }

    @AfterEach
    void close() {
        guard.close();
        scope.close();
    }

    @ParameterizedTest
    @EnumSource
    void scalingWeightsAndScalingFeaturesGiveTheSame(Scale scale) {
        ModulatedConv2d.Spec spec = ModulatedConv2d.Spec.of(4, 6, 5).with(scale);
        try (Parameters.Built<ModulatedConv2d> built = Drawn.build(p -> ModulatedConv2d.of(p, spec))) {
            ModulatedConv2d layer = built.network();
            Tensor x = Drawn.normal("x", 1, 4, 8, 8);
            Tensor s = Drawn.normal("s", 1, 4);
            Tensor y = layer.byFeatures(x, s);
            assertThat(y.size(2)).isEqualTo(scale.of(8));
            assertThat(Drawn.distance(layer.byWeight(x, s), y)).isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereConvolutionsAreRoundedFeaturesStayInTheNarrowFormatAndNearTheExactOnes(Scale scale) {
        ModulatedConv2d.Spec spec = ModulatedConv2d.Spec.of(32, 16, 5).with(scale);
        try (Parameters.Built<StyleConv> built =
                Drawn.build(p -> StyleConv.of(p, StyleConv.Spec.of(spec, (int) scale.of(8))))) {
            Tensor style = Drawn.normal("s", 2, 5);
            Tensor x = Drawn.normal("x", 2, 32, 8, 8);
            Tensor exact = built.network().forward(x, style, LayerNoise.CONSTANT);
            Tensor y = Autocast.rounding(
                    DeviceType.CPU,
                    () -> built.network().forward(x.to(ScalarType.BFloat16), style, LayerNoise.CONSTANT));
            assertThat(y.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            // each of some five roundings moves a value by up to 2^-9 of itself
            assertThat(Drawn.distance(Tensors.toFloat(y), exact)).isBetween(1e-5, 0.1);
        }
    }

    @Test
    void demodulatedFeaturesHaveUnitVarianceWhateverTheStyle() {
        ModulatedConv2d.Spec spec = ModulatedConv2d.Spec.of(32, 16, 5);
        try (Parameters.Built<ModulatedConv2d> built = Drawn.build(p -> ModulatedConv2d.of(p, spec))) {
            Tensor y = built.network()
                    .forward(Drawn.normal("x", 4, 32, 16, 16), Tensors.times(Drawn.normal("s", 4, 5), 10));
            assertThat(y.std().item_double()).isEqualTo(1, within(0.1));
        }
    }

    @Test
    void aStyleTruncatedToNothingIsTheRunningMean() {
        MappingNet.Spec spec = new MappingNet.Spec(8, 0, 6, 4, 2, 0.9);
        try (Parameters.Built<MappingNet> built = Drawn.build(p -> new MappingNet(p, spec))) {
            MappingNet net = built.network();
            Tensor styles = net.style(Drawn.normal("z", 3, 8), null);
            net.track(styles);
            // from zeros with decay 0.9
            assertThat(Drawn.distance(net.average(), Tensors.times(styles.mean(0), 0.1)))
                    .isLessThan(1e-6);
            Tensor rows = net.rows(styles, Truncation.of(0));
            assertThat(rows.shape()).containsExactly(3, 4, 6);
            assertThat(Drawn.distance(rows, net.average().expand(3, 4, 6))).isZero();
            Tensor two = net.rows(styles, new Truncation(0, OptionalInt.of(2)));
            assertThat(Drawn.distance(two.narrow(1, 0, 2), net.average().expand(3, 2, 6)))
                    .isZero();
            assertThat(Drawn.distance(two.narrow(1, 2, 2), styles.unsqueeze(1).expand(3, 2, 6)))
                    .isZero();
        }
    }

    @Test
    void aMappingNetworkCanBeWiderInsideAndKeepNoMean() {
        MappingNet.Spec spec = new MappingNet.Spec(8, 5, 6, 4, 3, OptionalDouble.empty(), 7, 10, Activation.RELU, 0.1);
        try (Parameters.Built<MappingNet> built = Drawn.build(p -> new MappingNet(p, spec))) {
            assertThat(built.parameters().names())
                    .containsExactly(
                            "embed.weight",
                            "embed.bias",
                            "fc0.weight",
                            "fc0.bias",
                            "fc1.weight",
                            "fc1.bias",
                            "fc2.weight",
                            "fc2.bias");
            assertThat(built.parameters().get("fc0.weight").shape()).containsExactly(10, 15);
            assertThat(built.parameters().get("fc1.weight").shape()).containsExactly(10, 10);
            assertThat(built.parameters().get("fc2.weight").shape()).containsExactly(6, 10);
            Tensor styles = built.network().style(Drawn.normal("z", 3, 8), Drawn.normal("c", 3, 5));
            assertThat(styles.min().item_double()).isZero(); // the last layer is a ReLU too
            assertThat(built.network().rows(styles, Truncation.NONE).shape()).containsExactly(3, 4, 6);
            assertThatThrownBy(() -> built.network().average()).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> new MappingNet.Spec(8, 5, 6, 4, 3, OptionalDouble.empty(), 7, 0, Activation.RELU, 0.1))
                .hasMessage(
                        "embedded 7, hidden 0 and multiplier 0.1 make no mapping network. Give 1 or more numbers and a multiplier above 0.");
    }

    @Test
    void equalSamplesDifferByTheRootOfEpsilon() {
        Tensor one = Drawn.normal("x", 1, 3, 2, 2);
        Tensor y = new MinibatchStd(OptionalInt.of(4), 1).forward(one.expand(4, 3, 2, 2));
        assertThat(y.shape()).containsExactly(4, 4, 2, 2);
        assertThat(Drawn.distance(y.narrow(1, 3, 1), torch.full_like(y.narrow(1, 3, 1), Tensors.scalar(1e-4))))
                .isLessThan(1e-9);
    }

    @Test
    void wrongSizesAreRefusedInASentence() {
        assertThatThrownBy(() -> new MinibatchStd(OptionalInt.of(4), 1).forward(Drawn.normal("x", 6, 3, 2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "a batch of 6 with 3 channels cannot be compared in groups of 4 by 1 shares of its channels. Choose a batch that is a multiple of the group.");
        assertThatThrownBy(() -> new MinibatchStd(OptionalInt.empty(), 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("channels 0 and group 1 must both be 1 or more. The usual values are 1 and 4.");
        assertThatThrownBy(() -> new MappingNet.Spec(0, 0, 6, 4, 2, 0.9))
                .hasMessage(
                        "a mapping network needs a latent or a label, but z was 0 and label 0. Give one of them 1 or more numbers.");
        assertThatThrownBy(() -> new MappingNet.Spec(8, 0, 0, 4, 2, 0.9))
                .hasMessage("w 0, layers 2 and copies 4 make no mapping network. Give 1 or more of w and layers.");
        assertThatThrownBy(() -> new MappingNet.Spec(8, 0, 6, 4, 2, 1))
                .hasMessage("averageDecay must lie in [0, 1) but was 1.0. The usual value is 0.995.");
        assertThatThrownBy(() -> Truncation.of(Double.NaN))
                .hasMessage("psi must be a number but was NaN. 1 leaves styles alone, 0.5 is usual for less variety.");
        assertThatThrownBy(() -> new Truncation(1, OptionalInt.of(-1)))
                .hasMessage("cutoff must be 0 or more but was -1. Leave it out to move every row.");
        assertThatThrownBy(() -> BiasAct.of(Activation.LRELU).clampedTo(-1))
                .hasMessage("clamp must be 0 or more but was -1.0. Give an infinite one for no clamp.");
        assertThatThrownBy(() -> new BiasAct(Activation.LRELU, 0.2, 0, 1))
                .hasMessage("gain must be above 0 but was 0.0. 1 leaves the values alone.");
        assertThatThrownBy(() -> Conv2dLayer.Spec.of(3, 4, 2))
                .hasMessage("kernel must be odd but was 2: an even one has no middle. Use 1, 3 or 5.");
        assertThatThrownBy(() -> Conv2dLayer.Spec.of(0, 4, 3))
                .hasMessage("a convolution from 0 to 4 channels cannot be. Give 1 or more of each.");
        assertThatThrownBy(() -> LayerNoise.CONSTANT.of(Drawn.normal("n", 8, 8), Drawn.normal("x", 1, 3, 4, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "the stored noise map (8, 8) does not fit features of (1, 3, 4, 4). Constant noise works at the network's own resolution only: use random noise or none for other sizes.");
    }

    @Test
    void aMappingNetworkTakesExactlyWhatItWasMadeFor() {
        MappingNet.Spec spec = new MappingNet.Spec(8, 0, 6, 4, 2, 0.9);
        try (Parameters.Built<MappingNet> built = Drawn.build(p -> new MappingNet(p, spec))) {
            assertThatThrownBy(() -> built.network().style(null, null))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "this mapping network takes a latent of 8 and a label of 0 numbers (0: none). Give exactly what it takes.");
        }
    }
}

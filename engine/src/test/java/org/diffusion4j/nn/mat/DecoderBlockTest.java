// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The convolutions of a block beside the same sums written out. */
class DecoderBlockTest {
    private static final int IN = 4;
    private static final int OUT = 3;
    private static final int STYLE = 5;
    private static final int SIDE = 6;

    /** What a layer stores, as arrays, and what it is to give. */
    private record Plain(StyleConv layer, boolean demodulates) {
        /** s[i], scaled by the layer's 1/√fan-in. */
        private double[] scales(float[] style) {
            FullyConnected affine = layer.conv().affine();
            int in = (int) affine.weight().size(0);
            float[] weight = Tensors.floats(affine.weight());
            float[] bias = Tensors.floats(Objects.requireNonNull(affine.bias()));
            double[] scales = new double[in];
            for (int i = 0; i < in; i++) {
                scales[i] = bias[i];
                for (int k = 0; k < STYLE; k++) {
                    scales[i] += weight[i * STYLE + k] * style[k] / Math.sqrt(STYLE);
                }
                scales[i] /= Math.sqrt(9 * in);
            }
            return scales;
        }

        /** One image x (in, side, side) under one style. */
        double at(float[] x, int side, float[] style, int out, int row, int column) {
            double[] scales = scales(style);
            int in = scales.length;
            float[] weight = Tensors.floats(layer.conv().weight());
            double sum = 0;
            double energy = 1e-8;
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < 9; k++) {
                    double w = weight[(out * in + i) * 9 + k] * scales[i];
                    energy += w * w;
                    int y = row + k / 3 - 1;
                    int z = column + k % 3 - 1;
                    if (y >= 0 && y < side && z >= 0 && z < side) {
                        sum += w * x[(i * side + y) * side + z];
                    }
                }
            }
            double shifted = (demodulates ? sum / Math.sqrt(energy) : sum) + Tensors.floats(layer.bias())[out];
            return Math.sqrt(2) * (shifted < 0 ? 0.2 * shifted : shifted);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsConvolutionsScaleFeaturesBackOrNot(boolean demodulates) {
        DecoderBlock.Spec spec = new DecoderBlock.Spec(IN, OUT, STYLE, 3, 0, demodulates);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard();
                Parameters.Built<DecoderBlock> built = Drawn.build(p -> DecoderBlock.of(p, spec))) {
            DecoderBlock block = built.network();
            Tensor coarser = Drawn.normal("x", 1, IN, SIDE / 2, SIDE / 2);
            Tensor style = Drawn.normal("style", 1, STYLE);
            Tensor skip = Drawn.normal("skip", 1, OUT, SIDE, SIDE);
            DecoderBlock.Level level = block.forward(
                    new DecoderBlock.Level(coarser, null), DecoderBlock.Styles.all(style), skip, LayerNoise.NONE);

            Tensor between =
                    block.conv0().forward(coarser, style, LayerNoise.NONE).add(skip);
            requireEqual(level.features(), new Plain(block.conv1(), demodulates), between, style);
            assertThat(block.conv0().conv().demodulates()).isEqualTo(demodulates);
            assertThat(block.toRgb().conv().demodulates()).isFalse(); // colours never are
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void soDoesThatOfTheCoarsestBlock(boolean demodulates) {
        DecoderBlock.Spec spec = new DecoderBlock.Spec(IN, OUT, STYLE, 3, 0, demodulates);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard();
                Parameters.Built<BottomBlock> built = Drawn.build(p -> BottomBlock.of(p, spec))) {
            BottomBlock block = built.network();
            Tensor x = Drawn.normal("x", 1, IN, SIDE, SIDE);
            Tensor style = Drawn.normal("style", 1, STYLE);
            DecoderBlock.Level level = block.forward(x, style, style, x, LayerNoise.NONE);

            requireEqual(
                    level.features(),
                    new Plain(block.conv1(), demodulates),
                    block.conv0().forward(x).add(x),
                    style);
            assertThat(block.toRgb().conv().demodulates()).isFalse();
        }
    }

    private static void requireEqual(Tensor features, Plain plain, Tensor x, Tensor style) {
        float[] given = Tensors.floats(features);
        float[] in = Tensors.floats(x);
        float[] code = Tensors.floats(style);
        for (int i = 0; i < given.length; i++) {
            int out = i / (SIDE * SIDE);
            assertThat((double) given[i])
                    .isEqualTo(plain.at(in, SIDE, code, out, i / SIDE % SIDE, i % SIDE), within(1e-4));
        }
    }
}

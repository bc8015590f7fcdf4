// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.Compute;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers that go their own way in bfloat16, beside the same in float32. */
class RoundedLayersTest {
    /** Of a number in bfloat16 as a share: half of its last place. */
    private static final double ROUNDING = 1 / 256.0;

    private PointerScope scope;

    @BeforeEach
    void open() {
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Narrow groups and wide ones, small pictures and large. */
    @ParameterizedTest
    @CsvSource({"32, 4, 8", "32, 4, 32", "64, 2, 8"})
    void aGroupNormalisationAndWhatFollowsAreRoundedOnce(int channels, int groups, int side) {
        GroupNorm norm = new GroupNorm(
                new TensorOptional(noise("w", channels)), new TensorOptional(noise("b", channels)), groups, 1e-5);
        Tensor x = noise("x", 2, channels, side, side).to(ScalarType.BFloat16);
        try (InferenceMode inference = new InferenceMode(true)) {
            Tensor exact = norm.forward(x.to(ScalarType.Float), torch::silu);
            Tensor result = norm.forward(x, InPlace::silu);
            assertThat(result.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            boolean isInFloat32 = channels / groups < 16 && side < 32;
            double most = (isInFloat32 ? 1 : 4) * ROUNDING * exact.abs().max().item_double();
            assertThat(result.to(ScalarType.Float).sub(exact).abs().max().item_double())
                    .isLessThan(most);
            if (isInFloat32) {
                assertThat(result.equal(exact.to(ScalarType.BFloat16))).isTrue();
            }
        }
        Tensor exact = gradient(x.to(ScalarType.Float), norm::forward);
        Tensor result = gradient(x, norm::forward);
        assertThat(result.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
        assertThat(share(result, exact)).isBetween(1e-6, 2 * ROUNDING);
    }

    private static Tensor gradient(Tensor x, UnaryOperator<Tensor> layer) {
        Tensor input = x.detach().requires_grad_(true);
        Tensor dy = noise("dy", x.shape()).to(x.scalar_type());
        layer.apply(input).mul(dy).sum().backward();
        return input.grad();
    }

    /** One pixel to a square, squares to larger ones, one channel. */
    @ParameterizedTest
    @CsvSource({"16, 8, 1, 4", "16, 8, 6, 2", "3, 1, 5, 3"})
    void aTransposedConvolutionIsOneProduct(int in, int out, int side, int kernel) {
        List<Tensor> exact = transposed(Compute.FLOAT32, in, out, side, kernel);
        List<Tensor> rounded = transposed(Compute.BFLOAT16, in, out, side, kernel);
        assertThat(exact).hasSize(4);
        for (int i = 0; i < exact.size(); i++) {
            assertThat(share(rounded.get(i), exact.get(i))).isBetween(1e-6, 3 * ROUNDING);
        }
    }

    /** What comes out, and the gradients of x, kernel and bias; in float32 the product equals the library's operator. */
    private static List<Tensor> transposed(Compute compute, int in, int out, int side, int kernel) {
        Tensor x = noise("x", 2, in, side, side).requires_grad_(true);
        Tensor weight = noise("w", in, out, kernel, kernel).requires_grad_(true);
        Tensor bias = noise("b", out).requires_grad_(true);
        ConvTranspose2d layer = new ConvTranspose2d(weight, new TensorOptional(bias), kernel);
        assertThat(share(layer.product(x), layer.plain(x))).isLessThan(1e-6);
        Tensor y = compute.of((input, time, condition) -> layer.forward(input)).forward(x, x, Condition.NONE);
        y.mul(noise("dy", y.shape())).sum().backward();
        return Stream.concat(Stream.of(y.detach()), Stream.of(x, weight, bias).map(Tensor::grad))
                .toList();
    }

    /** The norm of the difference as a share. */
    private static double share(Tensor left, Tensor right) {
        assertThat(left.shape()).isEqualTo(right.shape());
        Tensor exact = right.to(ScalarType.Float);
        return left.to(ScalarType.Float).sub(exact).norm().item_double()
                / exact.norm().item_double();
    }

    private static Tensor noise(String name, long... shape) {
        float[] values = new float[Math.toIntExact(Shapes.elements(shape))];
        RandomStream.of(7, name).fillNormal(values, 0, values.length);
        return Tensors.of(values, shape);
    }
}

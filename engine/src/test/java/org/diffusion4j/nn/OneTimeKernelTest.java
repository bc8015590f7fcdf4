// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Autocast;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

/** Kernels that are used once, filtered and plain. */
class OneTimeKernelTest {
    /** Of outputs with a standard deviation around 1. */
    private static final double LARGEST = 2e-4;

    private static final int THREADS = Math.min(2, Engine.cores());

    @Test
    void aLargePictureIsFilteredByAllThreadsAndAgreesWithThePlainConvolution() {
        assumeTrue(WinogradTrial.isPassed(), "products are slow on this processor");
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = noise("x", 1, 128, 166, 167).contiguous(MemoryFormat.ChannelsLast);
            Tensor weight = Tensors.times(noise("w", 128, 128, 3, 3), 1 / Math.sqrt(9.0 * 128));
            Tensor bias = noise("b", 128);
            assertThat(isFiltered(THREADS, x, weight)).isTrue();
            Tensor y = Engine.withThreads(THREADS, () -> OneTimeKernel.convolution(x, weight, bias));
            assertThat(y.shape()).containsExactly(1, 128, 166, 167);
            assertThat(largest(y.sub(OneTimeKernel.plain(x, weight, bias)))).isBetween(1e-9, LARGEST);
            Tensor alone = Engine.withThreads(1, () -> OneTimeKernel.convolution(x, weight, null));
            assertThat(largest(y.sub(bias.view(1, -1, 1, 1)).sub(alone))).isLessThan(LARGEST);
        }
    }

    @Test
    void whatIsSmallOrDifferentiatedIsPlain() {
        assumeTrue(WinogradTrial.isPassed(), "products are slow on this processor");
        try (PointerScope scope = new PointerScope()) {
            Tensor weight = torch.zeros(128, 128, 3, 3);
            Tensor wide = torch.zeros(256, 256, 3, 3);
            Tensor x = torch.zeros(1, 128, 64, 64);
            assertThat(isFiltered(1, x, weight)).as("outside of inference").isFalse();
            assertThat(Engine.withThreads(1, () -> Winograd.isForTraining(x, 128, 128)))
                    .isTrue();
            try (InferenceMode inference = new InferenceMode(true)) {
                assertThat(isFiltered(1, x, weight)).isTrue();
                assertThat(isFiltered(1, x, torch.zeros(128, 128, 1, 1))).isFalse();
                Tensor many = torch.zeros(1, 256, 64, 64); // 256 tiles for 65,536 pairs of channels
                assertThat(isFiltered(1, many, wide)).isFalse();
                assertThat(isFiltered(1, torch.zeros(2, 256, 64, 64), wide)).isTrue();
            }
            if (THREADS > 1) {
                assertThat(Engine.withThreads(2, () -> Winograd.isForTraining(x, 128, 128)))
                        .isFalse();
                try (InferenceMode inference = new InferenceMode(true)) {
                    assertThat(isFiltered(2, x, weight)).as("little to share").isFalse();
                }
            }
        }
    }

    @Test
    void tokensPassALinearLayerAsPixelsWithTheSameNumbers() {
        assumeTrue(THREADS > 1, "one thread multiplies matrices");
        try (PointerScope scope = new PointerScope()) {
            Tensor x = noise("t", 16, 100, 60);
            Tensor weight = noise("u", 70, 60);
            TensorOptional bias = new TensorOptional(noise("c", 70));
            assertThat(isPerPixel(2, x, weight)).as("outside of inference").isFalse();
            try (InferenceMode inference = new InferenceMode(true)) {
                assertThat(isPerPixel(2, x, weight)).isTrue();
                assertThat(isPerPixel(1, x, weight)).isFalse();
                assertThat(isPerPixel(2, x.narrow(0, 0, 9), weight)).as("few").isFalse();
                assertThat(isPerPixel(2, x.view(1600, 60), weight)).as("rows").isFalse();
                Tensor y = Engine.withThreads(2, () -> OneTimeKernel.linear(x, weight, bias));
                assertThat(y.shape()).containsExactly(16, 100, 70);
                assertThat(y.is_contiguous()).isTrue();
                assertThat(largest(y.sub(torch.linear(x, weight, bias)))).isLessThan(1e-4);
            }
        }
    }

    @Test
    void aVectorOfAnImageIsNotRoundedWhereTokensAre() {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor weight = noise("u", 70, 60);
            TensorOptional bias = new TensorOptional(noise("c", 70));
            Tensor vectors = noise("t", 3, 60).to(ScalarType.BFloat16);
            Tensor exact = torch.linear(vectors.to(ScalarType.Float), weight, bias);
            Tensor y = rounding(() -> OneTimeKernel.linear(vectors, weight, bias));
            assertThat(Tensors.floats(y)).isEqualTo(Tensors.floats(exact));
            Tensor tokens = rounding(() -> OneTimeKernel.linear(vectors.unsqueeze(0), weight, bias));
            assertThat(tokens.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            // values of 16 and more are rounded by up to 2^-4, and weights before them
            assertThat(largest(Tensors.toFloat(tokens).sub(exact))).isBetween(1e-4, 0.2);
        }
    }

    private static Tensor rounding(Supplier<Tensor> work) {
        return Autocast.rounding(DeviceType.CPU, work);
    }

    private static boolean isFiltered(int threads, Tensor x, Tensor weight) {
        return Engine.withThreads(threads, () -> OneTimeKernel.isFiltered(x, weight));
    }

    private static boolean isPerPixel(int threads, Tensor x, Tensor weight) {
        return Engine.withThreads(threads, () -> OneTimeKernel.isPerPixel(x, weight));
    }

    private static double largest(Tensor off) {
        return off.abs().max().item_double();
    }

    private static Tensor noise(String name, long... shape) {
        float[] values = new float[Math.toIntExact(Shapes.elements(shape))];
        RandomStream.of(5, name).fillNormal(values, 0, values.length);
        return Tensors.of(values, shape);
    }
}

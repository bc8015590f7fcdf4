// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

/** Kernels that are used once, filtered and plain. */
class OneTimeKernelTest {
    /** Of outputs with a standard deviation around 1. */
    private static final double LARGEST = 2e-4;

    @Test
    void aLargePictureIsFilteredByAllThreadsAndAgreesWithThePlainConvolution() {
        assumeTrue(WinogradTrial.isPassed(), "products are slow on this processor");
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = noise("x", 1, 64, 338, 339).contiguous(MemoryFormat.ChannelsLast);
            Tensor weight = Tensors.times(noise("w", 64, 64, 3, 3), 1 / 24.0);
            Tensor bias = noise("b", 64);
            int threads = Math.min(2, Engine.cores());
            assertThat(Engine.withThreads(threads, () -> OneTimeKernel.isFiltered(x, weight)))
                    .isTrue();
            Tensor y = Engine.withThreads(threads, () -> OneTimeKernel.convolution(x, weight, bias));
            assertThat(y.shape()).containsExactly(1, 64, 338, 339);
            assertThat(largest(y.sub(OneTimeKernel.plain(x, weight, bias)))).isBetween(1e-9, LARGEST);
            Tensor alone = Engine.withThreads(1, () -> OneTimeKernel.convolution(x, weight, null));
            assertThat(largest(y.sub(bias.view(1, -1, 1, 1)).sub(alone))).isLessThan(LARGEST);
        }
    }

    @Test
    void whatIsSmallOrOtherwiseShapedOrDifferentiatedIsPlain() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = torch.zeros(1, 64, 338, 339);
            Tensor weight = torch.zeros(64, 64, 3, 3);
            int threads = Math.min(2, Engine.cores());
            assertThat(Engine.withThreads(threads, () -> OneTimeKernel.isFiltered(x, weight)))
                    .as("outside of inference")
                    .isFalse();
            try (InferenceMode inference = new InferenceMode(true)) {
                Tensor pointwise = torch.zeros(64, 64, 1, 1);
                assertThat(Engine.withThreads(threads, () -> OneTimeKernel.isFiltered(x, pointwise)))
                        .isFalse();
                assertThat(OneTimeKernel.isFiltered(torch.zeros(1, 64, 4, 4), weight))
                        .isFalse();
                Tensor many = torch.zeros(1, 256, 16, 16); // 16 tiles for 65,536 pairs
                assertThat(Engine.withThreads(1, () -> OneTimeKernel.isFiltered(many, torch.zeros(256, 256, 3, 3))))
                        .isFalse();
            }
        }
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

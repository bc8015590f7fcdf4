// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.Compute;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.NativePointers;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions in bfloat16 whose kernel's gradient is a product of matrices, beside the library's own. */
class SmallConvolutionTest {
    /** Half of the last place of a number in bfloat16, as a share; both ways round once. */
    private static final double ROUNDING = 1 / 256.0;

    @BeforeEach
    void needsTheFormat() {
        assumeThat(Engine.hasBfloat16()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"3, 64, 64, 4, 4", "5, 128, 64, 2, 7", "1, 64, 96, 1, 1", "2, 128, 256, 8, 8"})
    void resultsAndGradientsAreThoseOfTheLibrary(int rows, int in, int out, int height, int width) {
        try (PointerScope scope = new PointerScope();
                TrainedConvolutions sparing = new TrainedConvolutions()) {
            Tensor x = noise("x", rows, in, height, width).contiguous(MemoryFormat.ChannelsLast);
            List<Tensor> own = gradients(Optional.of(sparing), x, in, out);
            List<Tensor> library = gradients(Optional.empty(), x, in, out);
            assertThat(own).hasSize(4);
            assertThat(own.get(0).equal(library.get(0))).as("what comes out").isTrue();
            for (int i = 1; i < own.size(); i++) {
                assertThat(own.get(i).scalar_type().intern()).isEqualTo(ScalarType.Float);
                assertThat(share(own.get(i), library.get(i))).isLessThan(2 * ROUNDING);
            }
        }
    }

    /** What comes out, and the gradients of x, kernel and bias. */
    private static List<Tensor> gradients(Optional<TrainedConvolutions> convolutions, Tensor picture, int in, int out) {
        Tensor x = picture.detach().requires_grad_(true);
        Tensor weight = noise("w", out, in, 3, 3).contiguous(MemoryFormat.ChannelsLast);
        weight.requires_grad_(true);
        Tensor bias = noise("b", out).requires_grad_(true);
        Conv2d layer = new Conv2d(weight, new TensorOptional(bias), 1, 1);
        try (TrainingPass pass = new TrainingPass(convolutions, Optional.empty())) {
            Tensor y = Compute.BFLOAT16
                    .of((input, time, condition) -> {
                        assertThat(SmallConvolution.isFor(input, weight, 1, 1)).isTrue();
                        return layer.forward(input);
                    })
                    .forward(x, x, Condition.NONE);
            int read = convolutions.isPresent() ? 2 : 0; // x and the kernel, by our own way alone
            assertThat(pass.held()).isEqualTo(read);
            y.mul(noise("dy", y.shape())).sum().backward();
            assertThat(pass.held()).isZero();
            return Stream.concat(
                            Stream.of(y.detach()), Stream.of(x, weight, bias).map(Tensor::grad))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "64, 64, 4, 1, true",
        "63, 64, 4, 1, false",
        "64, 64, 4, 2, false",
        "128, 256, 8, 1, true",
        "128, 128, 8, 1, false",
        "256, 256, 9, 1, false"
    })
    void itIsChosenWhereItIsQuick(int in, int out, int side, int stride, boolean isChosen) {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = noise("x", 1, in, side, side);
            Tensor weight = noise("w", out, in, 3, 3);
            assertThat(SmallConvolution.isFor(x, weight, stride, 1))
                    .as("in float32")
                    .isFalse();
            Compute.BFLOAT16
                    .of((input, time, condition) -> {
                        assertThat(SmallConvolution.isFor(input, weight, stride, 1))
                                .isEqualTo(isChosen);
                        return input;
                    })
                    .forward(x, x, Condition.NONE);
        }
    }

    @Test
    void nothingIsLeft() {
        long left = NativePointers.leftBy(() -> {
            try (PointerScope scope = new PointerScope();
                    TrainedConvolutions sparing = new TrainedConvolutions()) {
                for (int i = 0; i < 3; i++) {
                    gradients(Optional.of(sparing), noise("x", 2, 64, 4, 4), 64, 64);
                }
            }
        });
        assertThat(left).isZero();
    }

    /** The norm of the difference as a share. */
    private static double share(Tensor left, Tensor right) {
        assertThat(left.shape()).isEqualTo(right.shape());
        return left.sub(right).norm().item_double() / right.norm().item_double();
    }

    private static Tensor noise(String name, long... shape) {
        float[] values = new float[Math.toIntExact(Shapes.elements(shape))];
        RandomStream.of(9, name).fillNormal(values, 0, values.length);
        return Tensors.of(values, shape);
    }
}

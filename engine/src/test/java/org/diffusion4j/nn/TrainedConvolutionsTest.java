// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.NativePointers;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions of a training step by minimal filtering, and their gradients, beside autograd's own in double precision. */
class TrainedConvolutionsTest {
    /** Root mean square off, as a share of that of the gradient; the plain ones in float32 have some 3e-7. */
    private static final double SHARE = 1e-5;

    /** Enough on any processor. */
    private static final long CHANNELS = 128;

    /** Whole tiles, tiles over the edge, several blocks with a last one that is not full, more and fewer channels. */
    @ParameterizedTest
    @CsvSource({"4, 64, 64, 16, 16", "2, 64, 128, 23, 18", "11, 70, 65, 9, 7", "3, 160, 64, 30, 21"})
    void gradientsAreThoseOfTheConvolution(int rows, int in, int out, int height, int width) {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = noise("x", rows, in, height, width).contiguous(MemoryFormat.ChannelsLast);
            Tensor weight = Tensors.times(noise("w", out, in, 3, 3), 1 / Math.sqrt(9.0 * in));
            Tensor bias = noise("b", out);
            Tensor dy = noise("dy", rows, out, height, width);
            List<Tensor> exact = gradients(TrainedConvolutionsTest::direct, ScalarType.Double, dy, x, weight, bias);
            try (TrainedConvolutions convolutions = new TrainedConvolutions();
                    TrainingPass pass = new TrainingPass(Optional.empty(), Optional.empty())) {
                Convolution filtered = (input, kernel, added) -> convolutions.forward(pass, input, kernel, added);
                List<Tensor> ours =
                        Engine.withThreads(1, () -> gradients(filtered, ScalarType.Float, dy, x, weight, bias));
                for (int i = 0; i < exact.size(); i++) {
                    assertThat(ours.get(i).shape()).isEqualTo(exact.get(i).shape());
                    assertThat(share(ours.get(i), exact.get(i))).isBetween(1e-9, SHARE);
                }
            }
        }
    }

    /** x, kernel and bias, which may be none. */
    @FunctionalInterface
    private interface Convolution {
        Tensor of(Tensor x, Tensor kernel, TensorOptional bias);
    }

    private static Tensor direct(Tensor x, Tensor kernel, TensorOptional bias) {
        return new Conv2d(kernel, bias, 1, 1).forward(x);
    }

    /** Read twice, once through a convolution that reads the result of another, with ReLU written over it. */
    private static List<Tensor> gradients(Convolution way, ScalarType type, Tensor dy, Tensor... inputs) {
        List<Tensor> all = new ArrayList<>();
        for (Tensor input : inputs) {
            all.add(input.detach().to(type).requires_grad_(true));
        }
        Tensor x = all.get(0);
        Tensor weight = all.get(1);
        TensorOptional bias = new TensorOptional(all.get(2));
        Tensor y = InPlace.relu(way.of(x, weight, bias)).add(way.of(x.mul(x), weight, new TensorOptional()));
        y.mul(dy.to(type)).sum().backward();
        List<Tensor> gradients = new ArrayList<>();
        all.forEach(input -> gradients.add(input.grad()));
        gradients.add(y.detach());
        return gradients;
    }

    private static double share(Tensor ours, Tensor exact) {
        Tensor off = ours.to(ScalarType.Double).sub(exact);
        return Math.sqrt(
                off.square().mean().item_double() / exact.square().mean().item_double());
    }

    @Test
    void kernelsAreMadeAnewAfterAnUpdate() {
        try (PointerScope scope = new PointerScope();
                TrainedConvolutions convolutions = new TrainedConvolutions()) {
            Tensor x = noise("x", 4, CHANNELS, 16, 16);
            Tensor weight = noise("w", CHANNELS, CHANNELS, 3, 3).requires_grad_(true);
            Conv2d layer = new Conv2d(weight, new TensorOptional(), 1, 1);
            convolutions.begin(2);
            Tensor before = inPass(convolutions, layer, x);
            assertThat(convolutions.held()).isEqualTo(1);
            try (NoGradGuard guard = new NoGradGuard()) {
                weight.mul_(Tensors.scalar(2));
            }
            convolutions.forget();
            Tensor after = inPass(convolutions, layer, x);
            assertThat(after.sub(Tensors.times(before, 2)).abs().max().item_double())
                    .isZero();
        }
    }

    @Test
    void kernelsGoWithTheLastPassThatAsksForThem() {
        try (PointerScope scope = new PointerScope();
                TrainedConvolutions convolutions = new TrainedConvolutions()) {
            Tensor weight = noise("w", CHANNELS, CHANNELS, 3, 3).requires_grad_(true);
            Conv2d layer = new Conv2d(weight, new TensorOptional(), 1, 1);
            convolutions.begin(3);
            Tensor first = inPass(convolutions, layer, noise("x", 4, CHANNELS, 16, 16));
            inPass(convolutions, layer, noise("y", 2, CHANNELS, 24, 16)); // another number of tiles
            assertThat(convolutions.held()).isEqualTo(1);
            inPass(convolutions, layer, noise("z", 4, CHANNELS, 16, 16));
            assertThat(convolutions.held()).isZero();
            Tensor again = inPass(convolutions, layer, noise("x", 4, CHANNELS, 16, 16));
            assertThat(again.equal(first)).isTrue();
        }
    }

    private static Tensor inPass(TrainedConvolutions convolutions, Conv2d layer, Tensor x) {
        return Engine.withThreads(1, () -> {
            try (TrainingPass pass = new TrainingPass(Optional.of(convolutions), Optional.empty())) {
                return layer.forward(x).detach();
            }
        });
    }

    @Test
    void elsewhereConvolutionsAreDirect() {
        try (PointerScope scope = new PointerScope();
                TrainedConvolutions convolutions = new TrainedConvolutions();
                TrainingPass pass = new TrainingPass(Optional.of(convolutions), Optional.empty())) {
            Tensor x = noise("x", 4, CHANNELS, 16, 16);
            Tensor weight = noise("w", CHANNELS, CHANNELS, 3, 3).requires_grad_(true);
            Engine.withThreads(1, () -> {
                assertThat(pass.convolutions(x, weight, 1, 1)).isPresent();
                assertThat(pass.convolutions(x, weight, 2, 1)).as("stride").isEmpty();
                assertThat(pass.convolutions(x.to(ScalarType.BFloat16), weight, 1, 1))
                        .as("bfloat16")
                        .isEmpty();
                assertThat(pass.convolutions(noise("x", 1, CHANNELS, 8, 8), weight, 1, 1))
                        .as("few tiles")
                        .isEmpty();
                assertThat(TrainingPass.open()).isPresent();
                try (NoGradGuard guard = new NoGradGuard()) {
                    assertThat(TrainingPass.open()).as("without a gradient").isEmpty();
                }
                return weight;
            });
        }
    }

    @Test
    void passesLeaveNothing() {
        long left = NativePointers.leftBy(() -> {
            try (TrainedConvolutions convolutions = new TrainedConvolutions();
                    PointerScope scope = new PointerScope()) {
                Tensor x = noise("x", 4, CHANNELS, 16, 16);
                Tensor weight = noise("w", CHANNELS, CHANNELS, 3, 3).requires_grad_(true);
                Conv2d layer = new Conv2d(weight, new TensorOptional(), 1, 1);
                convolutions.begin(3); // so that all kernels are there when they are forgotten
                for (int i = 0; i < 10; i++) {
                    Engine.withThreads(1, () -> {
                        try (PointerScope own = new PointerScope();
                                TrainingPass pass = new TrainingPass(Optional.of(convolutions), Optional.empty())) {
                            layer.forward(layer.forward(x)).sum().backward();
                        }
                        return weight;
                    });
                    convolutions.forget();
                }
            }
        });
        assertThat(left).isZero();
    }

    @Test
    void whatWasReadMustNotChangeBeforeItsGradient() {
        assertThatThrownBy(() -> {
                    try (PointerScope scope = new PointerScope();
                            TrainedConvolutions convolutions = new TrainedConvolutions();
                            TrainingPass pass = new TrainingPass(Optional.of(convolutions), Optional.empty())) {
                        Tensor x = noise("x", 4, CHANNELS, 16, 16);
                        Tensor weight = noise("w", CHANNELS, CHANNELS, 3, 3).requires_grad_(true);
                        Conv2d layer = new Conv2d(weight, new TensorOptional(), 1, 1);
                        Tensor y = Engine.withThreads(1, () -> layer.forward(x));
                        x.mul_(Tensors.scalar(2));
                        y.sum().backward();
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("what a layer read was changed before its gradient was computed");
    }

    private static Tensor noise(String name, long... shape) {
        float[] values = new float[Math.toIntExact(Shapes.elements(shape))];
        RandomStream.of(5, name).fillNormal(values, 0, values.length);
        return Tensors.of(values, shape);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.Compute;
import org.diffusion4j.nn.PackedKernel.After;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.NativePointers;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions of enlarged pictures from the small ones, beside the same of the enlarged pictures. */
class EnlargingConv2dTest {
    /** A few last places of numbers around 1: taps are summed before and not after. */
    private static final double CLOSE = 3e-6;

    private static final int OUT = 12;

    /** Others beside or none, pictures that are no square, a single pixel. */
    @ParameterizedTest
    @CsvSource({"16, 0, 5, 7", "16, 24, 4, 4", "1, 3, 1, 1", "64, 64, 16, 16"})
    void whatIsMadeOfTheSmallPictureIsThatOfTheEnlargedOne(int above, int others, int height, int width) {
        try (Parameters.Built<EnlargingConv2d> built = asked(above, others);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            EnlargingConv2d layer = built.network();
            float[] weight = Tensors.floats(layer.convolution().weight());
            for (int rows : new int[] {1, 3, 1}) { // another size packs anew
                Tensor x = noise("x", rows, above, height, width);
                Optional<Tensor> beside = beside(rows, others, height, width);
                for (After after : After.values()) {
                    Tensor expected = layer.convolution().forward(EnlargingConv2d.enlarged(x, beside), after);
                    assertThat(off(layer.fromSmall(x, beside, after), expected)).isLessThan(CLOSE);
                }
                if (others == 0) {
                    assertThat(off(layer.forward(x), layer.fromSmall(x, beside, After.NONE)))
                            .isLessThan(CLOSE);
                }
            }
            assertThat(Tensors.floats(built.parameters().get("weight"))).isEqualTo(weight);
        }
    }

    /** Channels beside that go through minimal filtering, which comes before the sum. */
    @Test
    void itIsTheSameWhereTheOthersAreFiltered() {
        try (Parameters.Built<EnlargingConv2d> built = asked(16, 128, 128);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = noise("x", 2, 16, 16, 16);
            Optional<Tensor> beside = beside(2, 128, 16, 16);
            Tensor direct = built.network().convolution().forward(EnlargingConv2d.enlarged(x, beside), After.RELU);
            Engine.withThreads(1, () -> {
                Tensor result = built.network().fromSmall(x, beside, After.RELU);
                assertThat(off(result, direct)).isLessThan(10 * CLOSE); // filtering is four times less exact
                return result;
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"16, 0, 5, 7", "16, 24, 4, 4", "1, 3, 1, 1"})
    void gradientsAreThoseOfTheConvolution(int above, int others, int height, int width) {
        BiFunction<EnlargingConv2d, List<Tensor>, Tensor> small =
                (layer, x) -> layer.fromSmall(x.get(0), x.stream().skip(1).findFirst(), After.RELU);
        BiFunction<EnlargingConv2d, List<Tensor>, Tensor> large = (layer, x) -> layer.convolution()
                .forward(EnlargingConv2d.enlarged(x.get(0), x.stream().skip(1).findFirst()), After.RELU);
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> expected = gradients(large, above, others, height, width);
            List<Tensor> gradients = gradients(small, above, others, height, width);
            assertThat(gradients).hasSize(others == 0 ? 3 : 4);
            for (int i = 0; i < gradients.size(); i++) {
                assertThat(off(gradients.get(i), expected.get(i))).isLessThan(CLOSE);
            }
        }
    }

    private static List<Tensor> gradients(
            BiFunction<EnlargingConv2d, List<Tensor>, Tensor> forward, int above, int others, int height, int width) {
        try (Parameters.Built<EnlargingConv2d> built =
                Parameters.build(plan(above, others, OUT), source(), Devices.of("cpu"))) {
            Tensor x = noise("x", 2, above, height, width).requires_grad_(true);
            List<Tensor> inputs = Stream.concat(
                            Stream.of(x),
                            beside(2, others, height, width).stream().map(t -> t.requires_grad_(true)))
                    .toList();
            Tensor dy = noise("dy", 2, OUT, 2L * height, 2L * width);
            forward.apply(built.network(), inputs).mul(dy).sum().backward();
            Conv2d plain = built.network().convolution();
            return Stream.concat(
                            inputs.stream(),
                            Stream.of(plain.weight(), plain.bias().get()))
                    .map(t -> t.grad().clone())
                    .toList();
        }
    }

    @Test
    void inBfloat16TheTapsAreSummedBeforeTheyAreRounded() {
        assumeThat(Engine.hasBfloat16()).isTrue();
        try (Parameters.Built<EnlargingConv2d> built = asked(64, 64);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = noise("x", 2, 64, 16, 16);
            Optional<Tensor> beside = beside(2, 64, 16, 16);
            EnlargingConv2d layer = built.network();
            Tensor exact = layer.convolution().forward(EnlargingConv2d.enlarged(x, beside), After.RELU);
            Tensor rounded = Compute.BFLOAT16
                    .of((input, time, condition) -> {
                        assertThat(layer.isFromSmall(input)).isTrue();
                        assertThat(layer.isFromSmall(input.narrow(2, 0, 8)))
                                .as("too small to be quick")
                                .isFalse();
                        return layer.fromSmall(input, beside, After.RELU);
                    })
                    .forward(x, x, Condition.NONE);
            assertThat(off(rounded, exact)).isBetween(1e-6, 0.01);
        }
    }

    /** One tap is left as it is, two are added along an edge and four in the middle. */
    @Test
    void tapsAreSums() {
        try (PointerScope scope = new PointerScope()) {
            Tensor kernel = Tensors.of(new float[] {1, 2, 4, 8, 16, 32, 64, 128, 256}, 1, 1, 3, 3);
            float[] rows = {
                256,
                128 + 256,
                64 + 128,
                64, //
                32 + 256,
                16 + 32 + 128 + 256,
                8 + 16 + 64 + 128,
                8 + 64, //
                4 + 32,
                2 + 4 + 16 + 32,
                1 + 2 + 8 + 16,
                1 + 8, //
                4,
                2 + 4,
                1 + 2,
                1
            };
            Compute.BFLOAT16
                    .of((x, time, condition) -> {
                        assertThat(Tensors.floats(EnlargingConv2d.taps(x)))
                                .as("not rounded")
                                .containsExactly(rows);
                        return x;
                    })
                    .forward(kernel, kernel, Condition.NONE);
        }
    }

    @Test
    void trainingDoesSoWhereMultiplicationsMayBeSpared() {
        try (Parameters.Built<EnlargingConv2d> built = Parameters.build(plan(16, 0, OUT), source(), Devices.of("cpu"));
                PointerScope scope = new PointerScope();
                TrainedConvolutions sparing = new TrainedConvolutions()) {
            EnlargingConv2d layer = built.network();
            Tensor x = noise("x", 1, 16, 8, 8);
            assertThat(layer.isFromSmall(x)).as("outside of a pass").isFalse();
            assertThat(inPass(Optional.empty(), layer, x))
                    .as("with every multiplication")
                    .isFalse();
            assertThat(inPass(Optional.of(sparing), layer, x)).isTrue();
        }
    }

    private static boolean inPass(Optional<TrainedConvolutions> convolutions, EnlargingConv2d layer, Tensor x) {
        try (TrainingPass pass = new TrainingPass(convolutions, Optional.empty())) {
            return layer.isFromSmall(x);
        }
    }

    @Test
    void nothingIsLeft() {
        long left = NativePointers.leftBy(() -> {
            try (Parameters.Built<EnlargingConv2d> built = asked(16, 8);
                    PointerScope scope = new PointerScope();
                    InferenceMode inference = new InferenceMode(true)) {
                for (int rows = 1; rows < 8; rows++) {
                    built.network().fromSmall(noise("x", rows, 16, 4, 4), beside(rows, 8, 4, 4), After.RELU);
                }
            }
        });
        assertThat(left).isZero();
    }

    private static Parameters.Built<EnlargingConv2d> asked(int above, int others) {
        return asked(above, others, OUT);
    }

    private static Parameters.Built<EnlargingConv2d> asked(int above, int others, int out) {
        return Parameters.forUse(plan(above, others, out), source(), Devices.of("cpu"));
    }

    private static Function<ParameterScope, EnlargingConv2d> plan(int above, int others, int out) {
        return p -> EnlargingConv2d.of(p, Conv2d.same(p, above + others, out, 3), above);
    }

    private static ParameterSource source() {
        return (name, rule, shape) -> rule.draw(RandomStream.of(3, name), Math.toIntExact(Shapes.elements(shape)));
    }

    private static Optional<Tensor> beside(int rows, int others, int height, int width) {
        return others == 0 ? Optional.empty() : Optional.of(noise("beside", rows, others, 2L * height, 2L * width));
    }

    private static Tensor noise(String name, long... shape) {
        float[] values = new float[Math.toIntExact(Shapes.elements(shape))];
        RandomStream.of(5, name).fillNormal(values, 0, values.length);
        return Tensors.of(values, shape);
    }

    /** Of numbers around 1 the largest difference, of larger ones as a share. */
    private static double off(Tensor left, Tensor right) {
        assertThat(left.shape()).isEqualTo(right.shape());
        double largest = Math.max(1, right.abs().max().item_double());
        return left.sub(right).abs().max().item_double() / largest;
    }
}

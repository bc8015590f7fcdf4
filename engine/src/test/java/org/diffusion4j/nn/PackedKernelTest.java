// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.ContextUnetConfig;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.NetworkConfig;
import org.diffusion4j.nn.PackedKernel.After;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.tensor.Autocast;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers and networks that are only asked, beside the same with plain operators. */
class PackedKernelTest {
    /** A few last places of numbers around 1: the order of the sums differs. */
    private static final double CLOSE = 2e-5;

    @ParameterizedTest
    @CsvSource({"3, 8, 3, 1, 1", "16, 32, 3, 2, 0", "24, 5, 1, 1, 0", "64, 64, 3, 1, 1"})
    void aPackedConvolutionIsThePlainOne(int in, int out, int kernel, int stride, int padding) {
        Function<ParameterScope, Conv2d> plan = p -> Conv2d.of(p, in, out, kernel, stride, padding);
        try (Parameters.Built<Conv2d> plain = Parameters.build(plan, values(), Devices.of("cpu"));
                Parameters.Built<Conv2d> packed = Parameters.forUse(plan, values(), Devices.of("cpu"));
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            assertThat(packed.network().packed()).isPresent();
            assertThat(plain.network().packed()).isEmpty();
            for (int side : new int[] {8, 12, 8}) { // another size packs anew
                Tensor x = noise(2, in, side, side);
                for (After after : After.values()) {
                    Tensor expected = plain.network().forward(x, after);
                    PackedKernel convolution = packed.network().packed().orElseThrow();
                    assertClose(packed.network().forward(x, after), expected);
                    assertClose(convolution.forward(x, after, true), expected);
                    assertClose(convolution.forward(x, after, false), expected);
                }
            }
        }
    }

    @Test
    void threadsWithPicturesOfDifferentSizesDoNotTakeEachOthersKernel() {
        Function<ParameterScope, Conv2d> plan = p -> Conv2d.same(p, 8, 8, 3);
        try (Parameters.Built<Conv2d> plain = Parameters.build(plan, values(), Devices.of("cpu"));
                Parameters.Built<Conv2d> packed = Parameters.forUse(plan, values(), Devices.of("cpu"))) {
            List<CompletableFuture<Void>> both = Stream.of(3, 4)
                    .map(rows -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 200; i++) {
                            try (PointerScope scope = new PointerScope();
                                    InferenceMode inference = new InferenceMode(true)) {
                                Tensor x = noise(rows, 8, 8, 8);
                                assertClose(
                                        packed.network().forward(x, After.NONE),
                                        plain.network().forward(x, After.NONE));
                            }
                        }
                    }))
                    .toList();
            both.forEach(CompletableFuture::join);
            PackedKernel kernel = packed.network().packed().orElseThrow();
            assertThat(kernel.sizes()).isEqualTo(2);
            try (PointerScope scope = new PointerScope();
                    InferenceMode inference = new InferenceMode(true)) {
                for (int rows = 5; rows < 12; rows++) {
                    packed.network().forward(noise(rows, 8, 8, 8), After.NONE);
                }
            }
            assertThat(kernel.sizes()).as("a few are kept, not all").isEqualTo(4);
        }
    }

    @Test
    void aSumIsAddedToInItsOwnMemoryInBothFormats() {
        withBoth(p -> Conv2d.same(p, 20, 12, 1), (plain, packed) -> {
            Tensor x = noise(2, 20, 8, 8);
            Tensor others = noise(2, 12, 8, 8).contiguous(MemoryFormat.ChannelsLast);
            Tensor expected = plain.network().forward(x).add(others);
            assertClose(packed.network().addedTo(others.clone(), x), expected); // with a gradient
            try (InferenceMode inference = new InferenceMode(true)) {
                Tensor sum = others.clone();
                Tensor result = packed.network().addedTo(sum, x);
                assertThat(result.data_ptr()).isEqualTo(sum.data_ptr());
                assertClose(result, expected);
                if (Engine.hasBfloat16()) {
                    Tensor rounded = others.to(ScalarType.BFloat16);
                    Tensor inBoth = Autocast.rounding(
                            DeviceType.CPU, () -> packed.network().addedTo(rounded, x));
                    assertThat(inBoth.data_ptr()).isEqualTo(rounded.data_ptr());
                    assertThat(inBoth.to(ScalarType.Float)
                                    .sub(expected)
                                    .abs()
                                    .max()
                                    .item_double())
                            .isBetween(1e-6, 0.05);
                    Tensor wide = others.clone();
                    Tensor widened = Autocast.rounding(
                            DeviceType.CPU, () -> packed.network().addedTo(wide, x));
                    assertThat(widened.scalar_type().intern()).isEqualTo(ScalarType.Float);
                }
            }
        });
    }

    @Test
    void outsideOfInferenceThePlainOneIsComputed() {
        Function<ParameterScope, Conv2d> plan = p -> Conv2d.same(p, 4, 4, 3);
        try (Parameters.Built<Conv2d> packed = Parameters.forUse(plan, values(), Devices.of("cpu"));
                PointerScope scope = new PointerScope()) {
            Tensor x = noise(1, 4, 6, 6).requires_grad_(true);
            packed.network().forward(x).sum().backward();
            assertThat(x.grad().defined()).isTrue();
        }
    }

    @Test
    void aKernelThatWasPackedHasOneNumberLeftAndItsValuesWhenTheyAreAskedFor() {
        withBoth(p -> Conv2d.same(p, 20, 12, 3), (plain, packed) -> {
            Conv2d layer = packed.network();
            for (int rows = 1; rows <= 2; rows++) { // packed from the given values, then from packed ones
                try (InferenceMode inference = new InferenceMode(true)) {
                    layer.forward(noise(rows, 20, 8, 8));
                }
                assertThat(layer.weight().storage().nbytes()).isEqualTo(Float.BYTES);
                assertThat(layer.weight().shape()).containsExactly(12, 20, 3, 3);
            }
            assertThat(packed.parameters().count()).isEqualTo(plain.parameters().count());
            Tensor asked = packed.parameters().get("weight");
            float[] values = Tensors.floats(plain.parameters().get("weight"));
            assertThat(Tensors.floats(asked)).isEqualTo(values);
            try (InferenceMode inference = new InferenceMode(true)) {
                layer.forward(noise(3, 20, 8, 8));
            }
            assertThat(Tensors.floats(asked)).as("another size was packed").isEqualTo(values);
            assertThat(packed.parameters().get("weight")).isSameAs(asked);
            assertThat(layer.weight().storage().nbytes()).isEqualTo(Float.BYTES);
        });
    }

    @Test
    void inBfloat16TheValuesStayAndTheResultsAreTheirsToEightBits() {
        withBoth(p -> Conv2d.same(p, 64, 64, 3), (plain, packed) -> {
            Network asked =
                    Compute.BFLOAT16.of((x, time, condition) -> packed.network().forward(x, After.GELU));
            float[] values = Tensors.floats(plain.parameters().get("weight"));
            try (InferenceMode inference = new InferenceMode(true)) {
                Tensor x = noise(2, 64, 8, 8);
                Tensor exact = plain.network().forward(x, After.GELU);
                double scale = exact.abs().max().item_double();
                for (int turn = 0; turn < 2; turn++) { // rounded before the plain kernel is packed, and after
                    Tensor rounded = asked.forward(x, x, Condition.NONE);
                    double off = rounded.sub(exact).abs().max().item_double();
                    assertThat(off).isPositive().isLessThan(0.02 * scale);
                    assertThat(Tensors.floats(packed.parameters().get("weight")))
                            .isEqualTo(values);
                    assertClose(packed.network().forward(x, After.GELU), exact);
                }
            }
            int formats = Engine.hasBfloat16() ? 2 : 1; // elsewhere libtorch's own operators round
            assertThat(packed.network().packed().orElseThrow().sizes()).isEqualTo(formats);
        });
    }

    @Test
    void ofANetworkThatIsAskedInBfloat16AloneTheRoundedValuesAreLeft() {
        assumeThat(Engine.hasBfloat16()).isTrue();
        Function<ParameterScope, Conv2d> plan = p -> Conv2d.same(p, 20, 12, 3);
        try (Parameters.Built<Conv2d> packed = Parameters.forUse(plan, values(), Devices.of("cpu"), true);
                PointerScope scope = new PointerScope()) {
            Conv2d layer = packed.network();
            Network asked = Compute.BFLOAT16.of((x, time, condition) -> layer.forward(x));
            assertThat(layer.weight().scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            Tensor rounded = values().tensor("weight", Init.uniform(1 / Math.sqrt(20.0 * 9)), 12, 20, 3, 3)
                    .to(ScalarType.BFloat16)
                    .to(ScalarType.Float);
            assertThat(Tensors.floats(layer.weight().to(ScalarType.Float))).isEqualTo(Tensors.floats(rounded));
            for (int rows = 1; rows <= 2; rows++) { // packed from the given values, then from packed ones
                Tensor x = noise(rows, 20, 8, 8);
                Tensor expected = asked.forward(x, x, Condition.NONE); // with a gradient, by the library's own
                try (InferenceMode inference = new InferenceMode(true)) {
                    assertThat(asked.forward(x, x, Condition.NONE)
                                    .sub(expected)
                                    .abs()
                                    .max()
                                    .item_double())
                            .isLessThan(0.01);
                }
                assertThat(layer.weight().storage().nbytes()).isEqualTo(Short.BYTES);
            }
            assertThat(Tensors.floats(packed.parameters().get("weight"))).isEqualTo(Tensors.floats(rounded));
        }
    }

    @Test
    void valuesThatWereAskedForBeforePackingStay() {
        Function<ParameterScope, Conv2d> plan = p -> Conv2d.same(p, 4, 4, 3);
        try (Parameters.Built<Conv2d> packed = Parameters.forUse(plan, values(), Devices.of("cpu"));
                PointerScope scope = new PointerScope()) {
            Tensor asked = packed.parameters().get("weight");
            float[] before = Tensors.floats(asked);
            try (InferenceMode inference = new InferenceMode(true)) {
                packed.network().forward(noise(1, 4, 8, 8));
            }
            assertThat(Tensors.floats(asked)).isEqualTo(before);
        }
    }

    @Test
    void aPackedKernelIsThePlainOneAgainWhereSomethingIsDifferentiated() {
        withBoth(p -> Conv2d.same(p, 4, 4, 3), (plain, packed) -> {
            try (InferenceMode inference = new InferenceMode(true)) {
                packed.network().forward(noise(1, 4, 6, 6));
            }
            assertThat(gradient(packed.network())).isEqualTo(gradient(plain.network()));
        });
    }

    /** The same layer to be trained and to be asked alone, in a scope of its own. */
    private static void withBoth(
            Function<ParameterScope, Conv2d> plan,
            BiConsumer<Parameters.Built<Conv2d>, Parameters.Built<Conv2d>> test) {
        try (Parameters.Built<Conv2d> plain = Parameters.build(plan, values(), Devices.of("cpu"));
                Parameters.Built<Conv2d> packed = Parameters.forUse(plan, values(), Devices.of("cpu"));
                PointerScope scope = new PointerScope()) {
            test.accept(plain, packed);
        }
    }

    private static float[] gradient(Conv2d layer) {
        Tensor x = noise(1, 4, 6, 6).requires_grad_(true);
        layer.forward(x).square().sum().backward();
        return Tensors.floats(x.grad());
    }

    @Test
    void aNormalisationIsFoldedIntoItsConvolution() {
        NetworkConfig config =
                Recipe.of("sprites", List.of("network.features=16")).network();
        assertThat(config).isInstanceOf(ContextUnetConfig.class);
        assertSameNetwork(config, Condition.context(9, new float[18]));
    }

    @Test
    void theOtherNetworksAreTheSameToo() {
        NetworkConfig blend = Recipe.of("blend", List.of("network.width=16")).network();
        assertSameNetwork(blend, Condition.NONE);
        NetworkConfig classes = Recipe.of("classes", List.of("network.base=16")).network();
        assertSameNetwork(classes, Condition.labels(0, 4));
    }

    private static void assertSameNetwork(NetworkConfig config, Condition condition) {
        Function<ParameterScope, Network> plan = p -> config.create(p, 100);
        long[] item = config.inputShape();
        try (Parameters.Built<Network> plain = Parameters.build(plan, values(), Devices.of("cpu"));
                Parameters.Built<Network> packed = Parameters.forUse(plan, values(), Devices.of("cpu"));
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = noise(2, item[0], item[1], item[2]);
            Tensor time = Tensors.of(new float[] {7}, 1);
            assertClose(
                    packed.network().forward(x, time, condition),
                    plain.network().forward(x, time, condition));
        }
    }

    /** No normalisation may have its first values, or nothing would be seen of it. */
    private static ParameterSource values() {
        return (name, rule, shape) -> {
            int count = Math.toIntExact(Shapes.elements(shape));
            float[] values = rule.draw(RandomStream.of(3, name), count);
            RandomStream more = RandomStream.of(4, name);
            for (int i = 0; i < count && shape.length == 1; i++) {
                values[i] += 0.3f * (float) more.nextDouble(); // a variance stays above 0
            }
            return values;
        };
    }

    private static Tensor noise(long... shape) {
        float[] values = new float[Math.toIntExact(Shapes.elements(shape))];
        RandomStream.of(5, "x").fillNormal(values, 0, values.length);
        return Tensors.of(values, shape);
    }

    private static void assertClose(Tensor left, Tensor right) {
        assertThat(left.shape()).isEqualTo(right.shape());
        double largest = Math.max(1, right.abs().max().item_double());
        assertThat(left.sub(right).abs().max().item_double()).isLessThan(CLOSE * largest);
    }
}

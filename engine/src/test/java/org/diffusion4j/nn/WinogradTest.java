// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.nn.PackedKernel.After;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Minimal filtering beside the plain convolution in double precision. */
class WinogradTest {
    /** Of outputs with a standard deviation around 1; the plain one in float32 has 1e-5 and 1e-6. */
    private static final double LARGEST = 2e-4;

    private static final double MEAN = 1e-5;

    /** Whole tiles, tiles over the edge, several blocks with a last one that is not full, more and fewer channels. */
    @ParameterizedTest
    @CsvSource({
        "4, 64, 64, 16, 16",
        "2, 64, 128, 13, 18",
        "5, 70, 65, 9, 7",
        "3, 160, 64, 30, 21",
        "1, 64, 64, 4, 3",
        "20, 64, 2048, 3, 5"
    })
    void itIsTheConvolution(int rows, int in, int out, int height, int width) {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = noise("x", rows, in, height, width).contiguous(MemoryFormat.ChannelsLast);
            Tensor weight = Tensors.times(noise("w", out, in, 3, 3), 1 / Math.sqrt(9.0 * in));
            for (TensorOptional bias : List.of(new TensorOptional(noise("b", out)), new TensorOptional())) {
                try (WinogradKernel winograd = new WinogradKernel(weight, bias)) {
                    Tensor y = winograd.forward(x, () -> weight);
                    assertThat(y.is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
                    Tensor off = y.sub(exact(x, weight, bias));
                    assertThat(off.shape()).containsExactly(rows, out, height, width);
                    assertThat(off.abs().max().item_double()).isLessThan(LARGEST);
                    assertThat(off.square().mean().sqrt().item_double()).isLessThan(MEAN);
                }
            }
        }
    }

    private static Tensor exact(Tensor x, Tensor weight, TensorOptional bias) {
        TensorOptional wide =
                bias.has_value() ? new TensorOptional(bias.get().to(ScalarType.Double)) : new TensorOptional();
        long[] one = {1, 1};
        return torch.conv2d(x.to(ScalarType.Double), weight.to(ScalarType.Double), wide, one, one, one, 1);
    }

    @Test
    void aKernelTakesThatWayWhereOperatorsHaveOneThreadAndTilesAreMany() {
        assumeTrue(WinogradTrial.isPassed(), "products are slow on this processor");
        try (Parameters.Built<Conv2d> built = Parameters.forUse(
                        p -> Conv2d.same(p, 128, 128, 3),
                        (name, rule, shape) ->
                                rule.draw(RandomStream.of(3, name), Math.toIntExact(Shapes.elements(shape))),
                        Devices.of("cpu"));
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            PackedKernel kernel = built.network().packed().orElseThrow();
            Tensor x = noise("x", 2, 128, 16, 16);
            Engine.withThreads(1, () -> kernel.forward(x, After.RELU));
            assertThat(kernel.sizes()).as("packed for direct convolution").isZero();
            Tensor few = noise("x", 1, 128, 8, 8);
            Engine.withThreads(1, () -> kernel.forward(few, After.NONE));
            assertThat(kernel.sizes()).isEqualTo(1);
            Tensor large = noise("x", 5, 128, 16, 16); // another number of tiles, of a kernel whose plain form is away
            Tensor other = Engine.withThreads(1, () -> kernel.forward(large, After.NONE));
            assertThat(kernel.sizes()).isEqualTo(1);
            assertThat(other.sub(kernel.forward(large, After.NONE, true))
                            .abs()
                            .max()
                            .item_double())
                    .isLessThan(LARGEST);
            Tensor direct = kernel.forward(x, After.RELU, true);
            Tensor after = Engine.withThreads(1, () -> kernel.forward(x, After.RELU));
            assertThat(after.sub(direct).abs().max().item_double()).isBetween(1e-9, LARGEST);
        }
    }

    /** One thread packs the plain kernel and gives it away while the other transforms it. */
    @Test
    void bothWaysAtOnceOfOneKernelHaveItsNumbers() {
        Function<ParameterScope, Conv2d> plan = p -> Conv2d.same(p, 128, 128, 3);
        ParameterSource values =
                (name, rule, shape) -> rule.draw(RandomStream.of(3, name), Math.toIntExact(Shapes.elements(shape)));
        float[][] expected = new float[2][];
        for (int round = 0; round < 20; round++) {
            try (Parameters.Built<Conv2d> built = Parameters.forUse(plan, values, Devices.of("cpu"))) {
                List<CompletableFuture<float[]>> both = Stream.of(8, 16) // pixels: too few tiles, and enough
                        .map(side -> CompletableFuture.supplyAsync(() -> {
                            try (PointerScope own = new PointerScope();
                                    InferenceMode mode = new InferenceMode(true)) {
                                Tensor x = noise("x", 2, 128, side, side);
                                return Tensors.floats(Engine.withThreads(
                                        1, () -> built.network().forward(x)));
                            }
                        }))
                        .toList();
                for (int i = 0; i < 2; i++) {
                    float[] numbers = both.get(i).join();
                    expected[i] = round == 0 ? numbers : expected[i];
                    assertThat(numbers).isEqualTo(expected[i]);
                }
                assertThat(built.network().packed().orElseThrow().sizes()).isEqualTo(1);
            }
        }
    }

    @Test
    void otherKernelsDoNot() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(Winograd.isFor(torch.zeros(128, 128, 3, 3), 1, 1)).isTrue();
            assertThat(Winograd.isFor(torch.zeros(128, 128, 3, 3), 2, 1)).isFalse();
            assertThat(Winograd.isFor(torch.zeros(128, 128, 3, 3), 1, 0)).isFalse();
            assertThat(Winograd.isFor(torch.zeros(128, 128, 1, 1), 1, 1)).isFalse();
            assertThat(Winograd.isFor(torch.zeros(128, 3, 3, 3), 1, 1)).isFalse();
            assertThat(Winograd.isFor(torch.zeros(3, 128, 3, 3), 1, 1)).isFalse();
        }
    }

    @Test
    void threadsShareAKernelAndHaveTheSameNumbers() {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = noise("x", 4, 64, 12, 12).contiguous(MemoryFormat.ChannelsLast);
            Tensor weight = noise("w", 64, 64, 3, 3);
            try (WinogradKernel winograd = new WinogradKernel(weight, new TensorOptional())) {
                float[] alone = Tensors.floats(winograd.forward(x, () -> weight));
                List<CompletableFuture<float[]>> all = IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                            try (PointerScope own = new PointerScope();
                                    InferenceMode mode = new InferenceMode(true)) {
                                Tensor part = x.narrow(0, 0, 1 + i % 4); // more sizes than are kept
                                return Tensors.floats(winograd.forward(part, () -> weight));
                            }
                        }))
                        .toList();
                for (int i = 0; i < all.size(); i++) {
                    float[] part = all.get(i).join();
                    for (int k = 0; k < part.length; k++) {
                        assertThat(part[k]).isCloseTo(alone[k], offset(1e-3f));
                    }
                }
            }
        }
    }

    private static Tensor noise(String name, long... shape) {
        float[] values = new float[Math.toIntExact(Shapes.elements(shape))];
        RandomStream.of(5, name).fillNormal(values, 0, values.length);
        return Tensors.of(values, shape);
    }

    @ParameterizedTest
    @CsvSource({
        "'mixed mode, sharing', true",
        "'mixed mode, emulated-client, sharing', false",
        "'interpreted mode, sharing', false",
        "'', true",
    })
    void withoutTheSecondCompilerKernelsStayDirect(String info, boolean hasIt) {
        assertThat(WinogradTrial.hasSecondCompiler(info)).isEqualTo(hasIt);
    }
}

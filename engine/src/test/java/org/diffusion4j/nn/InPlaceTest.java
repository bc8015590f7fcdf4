// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InPlaceTest {
    private PointerScope scope;

    @BeforeEach
    void open() {
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void whereNothingIsDifferentiatedTheResultsAreThoseOfThePlainFunctionsAndLieWhereXLay() {
        try (InferenceMode inference = new InferenceMode(true)) {
            requireSame(torch::silu, InPlace::silu);
            requireSame(torch::relu, InPlace::relu);
        }
        requireSame(x -> x.add(row()), x -> InPlace.add(x, row()));
        requireSame(x -> x.add(row().mul(row())), x -> InPlace.addProduct(x, row(), row()));
    }

    /** All bits that numbers in bfloat16 have, and those that are no number, in pictures that lie channels-last. */
    @Test
    void inBfloat16EveryNumberBelowZeroBecomesZeroAndNothingElse() {
        long[] all = new long[1 << 16];
        long[] expected = new long[all.length];
        for (int bits = 0; bits < all.length; bits++) {
            float number = Float.intBitsToFloat(bits << 16);
            all[bits] = (short) bits;
            expected[bits] = number < 0 || bits == 0x8000 ? 0 : (short) bits;
        }
        try (InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(all, 4, 64, 64, 4)
                    .to(ScalarType.Short)
                    .view(ScalarType.BFloat16)
                    .permute(0, 3, 1, 2);
            Tensor result = InPlace.relu(x);
            assertThat(result.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
            Tensor bits = result.permute(0, 2, 3, 1).view(ScalarType.Short).to(ScalarType.Long);
            assertThat(bits.equal(Tensors.of(expected, 4, 64, 64, 4))).isTrue();
        }
    }

    @Test
    void gradientsAreThoseOfThePlainFunctions() {
        requireSameGradient(torch::silu, InPlace::silu);
        requireSameGradient(torch::relu, InPlace::relu);
        requireSameGradient(x -> torch.silu(x).add(row()), x -> InPlace.add(torch.silu(x), row()));
        BinaryOperator<Tensor> plain = (x, y) -> x.mul(x).add(y.mul(y));
        requireSameGradient(x -> plain.apply(x, x), x -> InPlace.addProduct(x.mul(x), x, x));
    }

    @Test
    void otherDtypesAreNotForcedIntoThatOfX() {
        Tensor half = values().to(ScalarType.BFloat16);
        assertThat(InPlace.add(half, row()).scalar_type().intern()).isEqualTo(ScalarType.Float);
        assertThat(InPlace.addProduct(half, row(), half).scalar_type().intern()).isEqualTo(ScalarType.Float);
    }

    private static void requireSame(UnaryOperator<Tensor> plain, UnaryOperator<Tensor> inPlace) {
        Tensor x = values();
        Tensor result = inPlace.apply(x);
        assertThat(Tensors.floats(result))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(Tensors.floats(plain.apply(values())));
        assertThat(result.data_ptr().address()).isEqualTo(x.data_ptr().address());
    }

    private static void requireSameGradient(UnaryOperator<Tensor> plain, UnaryOperator<Tensor> inPlace) {
        assertThat(gradient(inPlace)).usingComparatorWithPrecision(1e-6f).containsExactly(gradient(plain));
    }

    private static float[] gradient(UnaryOperator<Tensor> function) {
        Tensor x = values().requires_grad_(true);
        function.apply(x).sum().backward();
        return Tensors.floats(x.grad());
    }

    private static Tensor values() {
        float[] values = new float[2 * 5];
        RandomStream.of(3, "x").fillNormal(values, 0, values.length);
        return Tensors.of(values, 2, 5);
    }

    private static Tensor row() {
        return Tensors.of(new float[] {1, -2, 3, 0.5f, 0.25f}, 1, 5);
    }
}

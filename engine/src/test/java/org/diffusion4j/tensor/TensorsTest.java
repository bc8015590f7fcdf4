// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;

class TensorsTest {
    @Test
    void floatsDoublesAndLongsComeBackAsTheyWere() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(Tensors.floats(Tensors.of(new float[] {1.5f, -2, Float.MIN_VALUE}, 3)))
                    .containsExactly(1.5f, -2, Float.MIN_VALUE);
            assertThat(Tensors.doubles(Tensors.of(new double[] {Math.PI, -0.0}, 2, 1)))
                    .containsExactly(Math.PI, -0.0);
            assertThat(Tensors.doubles(Tensors.of(new long[] {1L << 40, -7}, 1, 2)))
                    .containsExactly(1L << 40, -7);
        }
    }

    @Test
    void aTransposedTensorIsReadInTheOrderOfItsShape() {
        try (PointerScope scope = new PointerScope()) {
            Tensor t = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).t(); // (3, 2)
            assertThat(Tensors.floats(t)).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(Tensors.doubles(t)).containsExactly(1, 4, 2, 5, 3, 6);
        }
    }

    @Test
    void channelsLastDoesNotChangeTheOrderOfReading() {
        try (PointerScope scope = new PointerScope()) {
            float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
            Tensor t = Tensors.of(values, 1, 2, 2, 2).contiguous(MemoryFormat.ChannelsLast);
            assertThat(t.is_contiguous()).isFalse();
            assertThat(Tensors.floats(t)).containsExactly(values);
        }
    }

    @Test
    void whatIsKeptOutlivesItsScopeAndIsFreedByClose() {
        long left = NativePointers.leftBy(() -> {
            Tensor kept;
            Tensor other;
            try (PointerScope scope = new PointerScope()) {
                other = Tensors.of(new float[] {9}, 1);
                kept = Tensors.keep(Tensors.of(new float[] {4, 5}, 2));
                assertThat(other.isNull()).isFalse();
            }
            assertThat(other.isNull()).isTrue();
            assertThat(Tensors.floats(kept)).containsExactly(4, 5);
            kept.close();
            assertThat(kept.isNull()).isTrue();
        });
        assertThat(left).isZero();
    }

    @Test
    void arithmeticWithDoublesIsThatOfTheFormulas() {
        try (PointerScope scope = new PointerScope()) {
            Tensor t = Tensors.of(new double[] {1, 2}, 2);
            Tensor u = Tensors.of(new double[] {10, 20}, 2);
            assertThat(Tensors.doubles(Tensors.plus(t, 0.5))).containsExactly(1.5, 2.5);
            assertThat(Tensors.doubles(Tensors.times(t, 3))).containsExactly(3, 6);
            assertThat(Tensors.doubles(Tensors.plusScaled(t, u, 0.25))).containsExactly(3.5, 7);
            assertThat(Tensors.doubles(Tensors.blend(t, 2, u, -1))).containsExactly(-8, -16);
            assertThat(Tensors.doubles(t)).containsExactly(1, 2);
            assertThat(Tensors.on(Devices.of("cpu"), t)).isSameAs(t);
        }
    }

    @Test
    void theWrongNumberOfValuesIsRefusedInASentence() {
        assertThatThrownBy(() -> Tensors.of(new float[5], 2, 3))
                .isInstanceOf(ShapeException.class)
                .hasMessage("5 values do not fill the shape (2, 3), which takes 6. Give exactly that many.");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;

class DTypeTest {
    @Test
    void aScalarHasOneElementAndAZeroSizeNone() {
        assertThat(DType.F32.byteCount(List.of())).isEqualTo(4);
        assertThat(DType.F64.byteCount(List.of(3L, 0L, 5L))).isZero();
        assertThat(DType.C64.byteCount(List.of(2L, 3L))).isEqualTo(48);
    }

    @Test
    void elementsOfLessThanAByteMustFillWholeBytes() {
        assertThat(DType.F4.byteCount(List.of(3L, 2L))).isEqualTo(3);
        assertThat(DType.F6_E2M3.byteCount(List.of(4L))).isEqualTo(3);
        assertThatThrownBy(() -> DType.F6_E3M2.byteCount(List.of(2L)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "shape [2] of F6_E3M2 needs 12 bits, which is no whole number of bytes. Use a multiple of 4 elements.");
    }

    @Test
    void shapesThatNoFileCanHoldAreRefused() {
        assertThatThrownBy(() -> DType.U8.byteCount(List.of(1L << 40, 1L << 40)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("is larger than 2^63 bits. Use a shape that fits into a file.");
        assertThatThrownBy(() -> DType.U8.byteCount(List.of(2L, -3L)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("shape [2, -3] has the negative size -3. Every size must be 0 or more.");
    }

    @Test
    void typesAreFoundByTheirNameInFiles() {
        assertThat(DType.named("F8_E4M3")).contains(DType.F8_E4M3);
        assertThat(DType.named("f32")).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;

class ShapesTest {
    @Test
    void aWrongShapeIsNamedBesideTheRightOne() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.of(new float[12], 3, 4);
            assertThatCode(() -> Shapes.require("x", x, Shapes.ANY, 4)).doesNotThrowAnyException();
            assertThatThrownBy(() -> Shapes.require("x", x, Shapes.ANY, 3))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage(
                            "x must have the shape (any, 3) but has (3, 4). Check the batch, channel and size order.");
            assertThatThrownBy(() -> Shapes.require("x", x, 3, 4, 1)).hasMessageContaining("(3, 4, 1) but has (3, 4)");
        }
    }

    @Test
    void elementsAreTheProductAndOneForANumber() {
        assertThat(Shapes.elements(2, 3, 4)).isEqualTo(24);
        assertThat(Shapes.elements()).isEqualTo(1);
        assertThatThrownBy(() -> Shapes.elements(1L << 40, 1L << 40)).isInstanceOf(ArithmeticException.class);
    }
}

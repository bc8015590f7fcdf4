// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

class WorkCountTest {
    private record Pair(Conv2d convolution, Linear linear) {}

    private static final ParameterSource ZEROS = (name, rule, shape) -> new float[(int) Shapes.elements(shape)];

    private static Pair pair(ParameterScope p) {
        return new Pair(Conv2d.of(p.in("c"), 2, 3, 3, 2, 1), Linear.of(p.in("l"), 5, 7));
    }

    @Test
    void layersTellTheirMultiplyAddsAndWhatTheyKeep() {
        try (Parameters.Built<Pair> built = Parameters.forUse(WorkCountTest::pair, ZEROS, Devices.of("cpu"));
                PointerScope scope = new PointerScope();
                WorkCount count = WorkCount.open()) {
            built.network().convolution().forward(Tensors.of(new float[2 * 8 * 8], 1, 2, 8, 8)); // to (1, 3, 4, 4)
            assertThat(count.multiplyAdds()).isEqualTo(3 * 4 * 4 * (2 * 9));
            assertThat(count.kept()).isEqualTo(2 * 8 * 8);
            built.network().linear().forward(Tensors.of(new float[4 * 5], 4, 5));
            assertThat(count.multiplyAdds()).isEqualTo(864 + 4 * 5 * 7);
            WorkCount.attention(2, 16, 6, 6);
            assertThat(count.multiplyAdds()).isEqualTo(864 + 140 + 2 * 16 * (4 * 36 + 2 * 16 * 6));
        }
    }

    @Test
    void anInnerCountLeavesTheOuterOneAlone() {
        try (WorkCount outer = WorkCount.open()) {
            try (WorkCount inner = WorkCount.open()) {
                WorkCount.attention(1, 1, 1, 1);
                assertThat(inner.multiplyAdds()).isEqualTo(6);
            }
            assertThat(outer.multiplyAdds()).isZero();
            WorkCount.attention(1, 1, 1, 1);
            assertThat(outer.multiplyAdds()).isEqualTo(6);
        }
    }
}

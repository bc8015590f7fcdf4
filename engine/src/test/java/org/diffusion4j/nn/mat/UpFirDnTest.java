// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpFirDnTest {
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
    void doublingALineIsAWeightedMeanOfNeighboursWithZerosOutside() {
        Fir fir = Fir.of(Fir.BINOMIAL);
        Tensor constant = torch.ones(1, 1, 3, 3);
        double[] up = Tensors.doubles(
                UpFirDn.enlarging(fir, 2, UpFirDn.Padding.all(0)).apply(constant, fir));
        // along one axis a constant becomes 3/4, 1, 1, 1, 1, 3/4; both axes multiply
        double[] line = {0.75, 1, 1, 1, 1, 0.75};
        for (int i = 0; i < 36; i++) {
            assertThat(up[i]).isEqualTo(line[i / 6] * line[i % 6], within(1e-6));
        }
    }

    /** The derivative rule: up and down change places, the filter is flipped, and the padding follows from the sizes. */
    @Test
    void theAdjointIsAnOperationOfTheSameKind() {
        Fir fir = Fir.of(new Fir.Taps(2, List.of(1.0, 2.0, 3.0, 4.0, 5.0, 7.0)).normalized());
        UpFirDn forward = UpFirDn.PLAIN
                .upBy(new UpFirDn.Factors(3, 2))
                .downBy(new UpFirDn.Factors(2, 1))
                .padded(new UpFirDn.Padding(2, 1, 0, 3))
                .times(1.5);
        Tensor x = Drawn.normal("x", 2, 3, 5, 6);
        Tensor y = forward.apply(x, fir);
        int left = fir.width() - 2 - 1;
        int top = fir.height() - 1;
        int right = (int) (6 * 3 - y.size(3) * 2 + 2 - 3 + 1);
        int bottom = (int) (5 * 2 - y.size(2) - 2 + 1);
        UpFirDn adjoint = UpFirDn.PLAIN
                .upBy(forward.down())
                .downBy(forward.up())
                .padded(new UpFirDn.Padding(left, right, top, bottom))
                .flipped()
                .times(1.5);
        Tensor g = Drawn.normal("g", y.shape());
        double one = y.mul(g).sum().item_double();
        double other = x.mul(adjoint.apply(g, fir)).sum().item_double();
        assertThat(other).isEqualTo(one, within(1e-4));
    }

    @Test
    void aFilterOfUnevenRowsIsRefusedInASentence() {
        assertThatThrownBy(() -> new Fir.Taps(2, List.of(1.0, 2.0, 3.0)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("a filter of 3 values cannot have 2 rows. Give full rows.");
    }
}

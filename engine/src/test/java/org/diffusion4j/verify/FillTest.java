// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FillTest {
    @Test
    void theFirstNumbersOfTheFillAreTheReferenceOnes() {
        assertThat(new Fill(0, 1).values("in_layer.weight", 4))
                .containsExactly(
                        0.4091832637786865f, -0.8702564239501953f, -0.5808250904083252f, -0.29382050037384033f);
        assertThat(new Fill(0, 1).values("start", 4))
                .containsExactly(0.37737167f, 0.82351291f, 0.51703393f, -0.50442457f);
    }

    @Test
    void weightsAreFilledByTheirNameAndShape() {
        assertThat(Fill.ofWeight("conv.weight", 8, 3, 2, 2)).isEqualTo(new Fill(0, Math.sqrt(3.0 / 12)));
        assertThat(Fill.ofWeight("norm.weight", 8)).isEqualTo(new Fill(1, 0.1));
        assertThat(Fill.ofWeight("norm.bias", 8)).isEqualTo(new Fill(0, 0.1));
        assertThat(Fill.ofWeight("norm.running_mean", 8)).isEqualTo(new Fill(0, 0.1));
        assertThat(Fill.ofWeight("norm.running_var", 8)).isEqualTo(new Fill(1, 0.5));
    }
}

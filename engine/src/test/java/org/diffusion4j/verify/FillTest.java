// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FillTest {
    @Test
    void theFirstNumbersOfTheFillAreTheReferenceOnes() {
        assertThat(new Fill(0, 1).values("in_layer.weight", 4))
                .containsExactly(0.40918326f, -0.8702564f, -0.5808251f, -0.2938205f);
        assertThat(new Fill(0, 1).values("start", 4))
                .containsExactly(0.37737167f, 0.8235129f, 0.51703393f, -0.5044246f);
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

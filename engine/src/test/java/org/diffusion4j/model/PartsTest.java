// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diffusion4j.error.CancelledException;
import org.junit.jupiter.api.Test;

class PartsTest {
    @Test
    void partsStandInTheOrderOfTheSamples() {
        Samples all = Parts.inParallel(300, 2, (first, count) -> {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = first + i;
            }
            return new Samples(values, count, 1);
        });
        assertThat(all.shape()).containsExactly(300, 1);
        assertThat(all.values()).hasSize(300).isSorted().startsWith(0f).endsWith(299f);
    }

    @Test
    void whatEveryPartFailsWithIsThrownAsItIs() {
        assertThatThrownBy(() -> Parts.inParallel(300, 2, (first, count) -> {
                    throw new CancelledException("stopped at part %d.".formatted(first));
                }))
                .isInstanceOf(CancelledException.class)
                .hasMessage("stopped at part 0.");
    }
}

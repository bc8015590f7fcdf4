// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void everySampleIsStretchedByItself() {
        Samples samples = new Samples(new float[] {0, 0.5f, 0.25f, 3, 3, 3, -2, 2, 1}, 3, 1, 1, 3);
        assertThat(samples.stretched().values()).containsExactly(-1, 1, 0, -1, -1, -1, -1, 1, 0.5f);
        assertThat(samples.stretched().shape()).containsExactly(3, 1, 1, 3);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFactsTest {
    /** Two pixels, 0 and 0.5 in red, 1 in green, −1 in blue: mean and deviation of red are 0.25. */
    @Test
    void channelsAndClassesAreCounted(@TempDir Path folder) {
        Path file = Painted.floats(folder.resolve("a.npy"), new long[] {2, 1, 1, 3}, 0, 1, -1, 0.5f, 1, -1);
        Painted.ints(folder.resolve("a.labels.npy"), new long[] {2}, 2, 2);
        DataFacts facts =
                DataFacts.of(DataPath.of(file.toString(), "range=symmetric").create(0));
        assertThat(facts.items()).isEqualTo(2);
        assertThat(facts.shape()).isEqualTo("(3, 1, 1)");
        assertThat(facts.mean()).containsExactly(0.25, 1.0, -1.0);
        assertThat(facts.deviation().get(0)).isCloseTo(0.25, within(1e-12));
        assertThat(facts.deviation().subList(1, 3)).containsExactly(0.0, 0.0);
        assertThat(facts.ofClass()).containsExactly(0, 0, 2);
        assertThat(facts.fingerprint()).matches("crc32c:[0-9a-f]{8}");
    }

    @Test
    void pointsHaveOneMean() {
        DataFacts facts = DataFacts.of(new SpiralConfig(64, 64, 0).create(0));
        assertThat(facts.shape()).isEqualTo("(3)");
        assertThat(facts.mean()).hasSize(1);
        assertThat(facts.ofClass()).isEmpty();
    }
}

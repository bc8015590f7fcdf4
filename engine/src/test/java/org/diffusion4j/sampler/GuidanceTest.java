// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class GuidanceTest {
    @Test
    void itIsUsedWithinItsIntervalOnly() {
        Guidance guidance = Guidance.of(3).between(0.2, 0.7);

        assertThat(guidance.isUsedAt(0.1)).isFalse();
        assertThat(guidance.isUsedAt(0.2)).isTrue();
        assertThat(guidance.isUsedAt(0.7)).isTrue();
        assertThat(guidance.isUsedAt(0.8)).isFalse();
        assertThat(Guidance.NONE.between(0.2, 0.7).isUsedAt(0.5)).isFalse();
    }

    @Test
    void anEndAtNoughtOrOneIsNoBound() {
        assertThat(Guidance.of(3).isUsedAt(-2)).isTrue(); // the times of some networks are no shares
        assertThat(Guidance.of(3).between(0.5, 1).isUsedAt(1.1)).isTrue();
        assertThat(Guidance.of(3).isEverywhere()).isTrue();
    }

    @Test
    void anIntervalThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Guidance.of(3).between(0.7, 0.2))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "guidance was given the interval 0.7 to 0.2; both must lie in [0, 1], the first below the second. 0 is the clean end, 1 pure noise, and 0 to 1 is everywhere.");
    }

    @Test
    void itsWordsNameWhatIsNotAsUsual() {
        assertThat(Guidance.of(2).words()).isEqualTo("2.0");
        assertThat(Guidance.of(3).rescaledBy(0.7).between(0.1, 0.8).words())
                .isEqualTo("3.0, rescaled by 0.7, between 0.1 and 0.8");
    }
}

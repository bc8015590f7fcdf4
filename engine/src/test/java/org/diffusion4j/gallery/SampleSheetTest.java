// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.Prompt;
import org.junit.jupiter.api.Test;

class SampleSheetTest {
    private static final Prompt CAT = new Prompt("cat", Condition.labels(3));
    private static final Prompt DOG = new Prompt("dog", Condition.labels(5));

    private static int[] labels(SampleSheet sheet) {
        return ((Condition.Labels) sheet.condition()).values();
    }

    @Test
    void aSheetHasARowOfEachPrompt() {
        SampleSheet sheet = SampleSheet.of(List.of(CAT, DOG), 6);
        assertThat(sheet.each()).isEqualTo(3);
        assertThat(labels(sheet)).containsExactly(3, 3, 3, 5, 5, 5);
        assertThat(sheet.prompt(2)).isEqualTo(CAT);
        assertThat(sheet.prompt(3)).isEqualTo(DOG);
    }

    @Test
    void whatCannotBeDealtOutEvenlyIsDealtInTurn() {
        SampleSheet sheet = SampleSheet.of(List.of(CAT, DOG), 5);
        assertThat(labels(sheet)).containsExactly(3, 5, 3, 5, 3);
        assertThat(sheet.count()).isEqualTo(5);
        assertThat(labels(SampleSheet.of(List.of(CAT, DOG), 1))).containsExactly(3);
    }

    @Test
    void theUsualSheetHasThirtyTwoOrAFewMore() {
        assertThat(SampleSheet.of(List.of(CAT)).count()).isEqualTo(32);
        assertThat(SampleSheet.of(List.of(CAT, DOG, CAT, DOG)).each()).isEqualTo(8);
        assertThat(SampleSheet.of(java.util.Collections.nCopies(9, CAT)).count())
                .isEqualTo(36);
    }

    @Test
    void anEmptySheetIsRefused() {
        assertThatThrownBy(() -> new SampleSheet(List.of(CAT), 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("a sheet of 0 samples of each of 1 classes was asked for. Ask for at least one of one.");
    }
}

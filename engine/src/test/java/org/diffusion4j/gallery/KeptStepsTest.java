// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.api.Test;

class KeptStepsTest {
    private static List<Integer> kept(KeptSteps steps) {
        return IntStream.rangeClosed(1, steps.total())
                .map(steps::number)
                .filter(steps.isKept())
                .boxed()
                .toList();
    }

    @Test
    void ofFiveHundredStepsThirtyTwoAreKept() {
        KeptSteps steps = KeptSteps.usual(Recipe.of("sprites", List.of()), 500);
        assertThat(kept(steps)).hasSize(32).startsWith(500, 480, 460).endsWith(20, 7, 6, 5, 4, 3, 2, 1);
        assertThat(steps.title(500)).isEqualTo("step 500");
    }

    @Test
    void aBlendIsShownAfterTwoToSixteenSteps() {
        KeptSteps steps = KeptSteps.usual(Recipe.of("blend", List.of()), 16);
        assertThat(kept(steps)).hasSize(16).startsWith(1);
        assertThat(kept(steps).stream().filter(step -> steps.isInStrip().test(step)))
                .containsExactly(2, 4, 6, 8, 10, 12, 14, 16);
        assertThat(steps.title(1)).isEqualTo("1 step");
        assertThat(steps.title(16)).isEqualTo("16 steps");
    }

    @Test
    void chosenStepsAreKeptAndNoOthers() {
        Recipe recipe = Recipe.of("classes", List.of());
        assertThat(kept(KeptSteps.chosen(recipe, 25, List.of(1, 25, 7)))).containsExactly(25, 7, 1);
        assertThatThrownBy(() -> KeptSteps.chosen(recipe, 25, List.of(26)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the steps to keep must lie in 1 to 25, those of this run, but were [26]. Choose some of those.");
    }
}

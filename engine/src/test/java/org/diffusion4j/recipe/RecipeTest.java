// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.train.LearningRate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class RecipeTest {
    static final List<String> SHIPPED = Recipe.SHIPPED;

    @ParameterizedTest
    @FieldSource("SHIPPED")
    void everyShippedRecipeReadsAndItsTextReadsBackAsTheSame(String name) {
        Recipe recipe = Recipe.of(name, List.of());
        assertThat(Recipe.ofText("again", recipe.yaml())).isEqualTo(recipe);
    }

    @Test
    void theRateOfTheBlendFallsByATenthAfterEachOfTenRounds() {
        LearningRate rate = Recipe.of("blend", List.of()).train().rate(7);
        assertThat(rate).isEqualTo(new LearningRate.Rounds(8e-4, 0.9, 1e-6, 500));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "blend   | sample.sampler=ddim  | sampler ddim leads networks that learned diffusion, and this one learned next image. Use sampler blend.",
                "blend   | sample.steps=8       | sampler blend goes through every one of the 16 levels, and 8 steps were asked for. Leave the number of steps out.",
                "classes | sample.sampler=blend | sampler blend leads networks that learned next image, and this one learned diffusion. Use sampler ddpm, ddim, dpmpp, ",
                "classes | objective.conditionDropout=1 | conditionDropout must lie in [0, 1) but was 1.0. 0.1 is usual where guidance is wanted, 0 where not.",
                "classes | network.nullClass=false | objective.conditionDropout is 0.1, and the network has nothing that stands for no condition. Set it to 0, or give the network its null class.",
                "blend   | train.rounds.factor=2 | rounds were given 500 steps, the factor 2.0 and the floor 1.0E-6; there must be 1 or more steps, the factor lie in (0, 1], the floor be 0 or more. Usual are 5000, 0.9 and 1e-6."
            })
    void whatDoesNotFitTogetherIsRefusedInOneSentence(String recipe, String override, String sentence) {
        assertThatThrownBy(() -> Recipe.of(recipe, List.of(override)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
    }
}

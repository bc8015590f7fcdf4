// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.objective.ReverseProcess;
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
                "blend   | prediction=velocity   | prediction is velocity, and a network that learns the next image predicts nothing else. Leave prediction out.",
                "blend   | sample.steps=8       | sampler blend goes through every one of the 16 levels, and 8 steps were asked for. Leave the number of steps out.",
                "classes | sample.sampler=blend | sampler blend leads networks that learned next image, and this one learned diffusion. Use sampler ddpm, ddim, dpmpp, ",
                "classes | objective.conditionDropout=1 | conditionDropout must lie in [0, 1) but was 1.0. 0.1 is usual where guidance is wanted, 0 where not.",
                "cifar10-ddpm | network.timeEmbeddingType=fourier | network.timeEmbeddingType is fourier, which takes the logarithm of a noise level above 0, and a network that learns diffusion is told the time 0. Use positional.",
                "cifar10-edm | network.timeEmbeddingType=fourier | network.timeEmbeddingType is fourier, which takes the logarithm of a noise level above 0, and a network that learns edm is told times below 0. Use positional.",
                "classes | network.nullClass=false | objective.conditionDropout is 0.1, and the network has nothing that stands for no condition. Set it to 0, or give the network its null class.",
                "blend   | train.rounds.factor=2 | rounds were given 500 steps, the factor 2.0 and the floor 1.0E-6; there must be 1 or more steps, the factor lie in (0, 1], the floor be 0 or more. Usual are 5000, 0.9 and 1e-6."
            })
    void whatDoesNotFitTogetherIsRefusedInOneSentence(String recipe, String override, String sentence) {
        assertThatThrownBy(() -> Recipe.of(recipe, List.of(override)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void aTableOfTimesNeedsWholeTimes() {
        List<String> learned = List.of("network.timeEmbeddingType=learned", "network.numTrainTimesteps=1000");
        assertThatThrownBy(() -> Recipe.of("cifar10-edm", learned))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "network.timeEmbeddingType is learned, a table with a row for each whole time, and a network that learns edm is told times between them. Use positional.");
        assertThat(Recipe.of("cifar10-ddpm", learned).network()).isNotNull();
    }

    @Test
    void noiseLevelsAboveZeroHaveALogarithm() {
        String yaml = Recipe.of("cifar10-ddpm", List.of())
                .yaml()
                .replaceAll("(?s)\nobjective:.*?\ntrain:", "\nobjective: {kind: flow}\ntrain:")
                .replaceAll("(?s)\nsample:.*", "\nsample: {sampler: flow-euler, steps: 5}\n")
                .replace("timeEmbeddingType: positional", "timeEmbeddingType: fourier");
        assertThat(Recipe.ofText("flow", yaml).objective().process()).isEqualTo(ReverseProcess.FLOW);
    }
}

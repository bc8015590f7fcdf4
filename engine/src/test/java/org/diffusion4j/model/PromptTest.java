// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTest {
    private static final String SPRITES = """
            system: tiny
            data: {kind: emoji, size: 16}
            network: {kind: context-unet, features: 8, contextSize: 9, norm: group}
            schedule: {kind: sprites, steps: 5}
            train: {steps: 1, batch: 2}
            sample: {sampler: lineage, count: 9}
            """;
    private static final String CLASSES = """
            system: tiny
            data: {kind: emoji, size: 16}
            network: {kind: conditional-unet, base: 8, classes: 9, size: 16}
            schedule: {steps: 5}
            train: {steps: 1, batch: 2}
            """;

    @TempDir
    private Path folder;

    private Model trained(String yaml) {
        Recipe recipe = RecipeReader.read(Recipe.class, RecipeSource.ofText("tiny", yaml), List.of());
        return Model.open(TinyRuns.trained(folder, recipe).toString(), "cpu");
    }

    private static float[] context(Prompt prompt) {
        return ((Condition.Context) prompt.row()).values();
    }

    @Test
    void classesAreNamedNumberedMixedOrLeftOut() {
        try (Model model = trained(SPRITES)) {
            assertThat(Prompt.of(model, "food & drink").name()).isEqualTo("Food & Drink");
            assertThat(context(Prompt.of(model, "food & drink"))).containsExactly(0, 0, 0, 1, 0, 0, 0, 0, 0);
            assertThat(Prompt.of(model, "8").name()).isEqualTo("Flags");
            assertThat(context(Prompt.of(model, "1, 0,0.6,0,0,0,0,0,0"))).containsExactly(1, 0, 0.6f, 0, 0, 0, 0, 0, 0);
            assertThat(context(Prompt.of(model, "none"))).containsOnly(0).hasSize(9);
            assertThat(Prompt.all(model)).extracting(Prompt::name).hasSize(9).startsWith("Smileys & Emotion");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            flag            | there is no class 'flag'. Did you mean 'Flags'?
            9               | class 9 is not one of the model's classes 0 to 8. Choose one of those.
            1,0             | the mix '1,0' has 2 numbers, and this model takes contexts of 9. Give one number per class.
            1,x,0,0,0,0,0,0,0 | the mix '1,x,0,0,0,0,0,0,0' is not numbers with commas between. Write it as 1,0,0.6,0,0.
            1,NaN,0,0,0,0,0,0,0 | the mix '1,NaN,0,0,0,0,0,0,0' is not numbers with commas between. Write it as 1,0,0.6,0,0.
            """)
    void whatTheModelDoesNotKnowIsRefused(String words, String sentence) {
        try (Model model = trained(SPRITES)) {
            assertThatThrownBy(() -> Prompt.of(model, words))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(sentence);
        }
    }

    @Test
    void aModelOfWholeClassesTakesNoMixAndNotNothing() {
        try (Model model = trained(CLASSES)) {
            assertThat(((Condition.Labels) Prompt.of(model, "flags").row()).values())
                    .containsExactly(8);
            assertThatThrownBy(() -> Prompt.of(model, "1,0"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "the mix '1,0' was asked for, and this model takes whole classes. Give the name or number of one.");
            assertThatThrownBy(() -> Prompt.of(model, "none"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "'none' was asked for, and this model was trained with a class for every picture. Give one of its classes.");
        }
    }

    @Test
    void aModelOfPointsTakesNothing() {
        try (Model model =
                Model.open(TinyRuns.trained(folder, TinyRuns.recipe(List.of())).toString(), "cpu")) {
            assertThat(Prompt.all(model)).containsExactly(new Prompt("", Condition.NONE));
            assertThatThrownBy(() -> Prompt.of(model, "flags"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("'flags' was asked for, and this model takes no condition. Leave it out.");
        }
    }
}

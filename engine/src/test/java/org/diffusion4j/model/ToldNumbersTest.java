// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of diffusers that are told a number or a vector instead of a class. */
class ToldNumbersTest {
    private static final String YAML = """
            system: told
            data: {kind: emoji, size: 16}
            network:
              kind: unet2d
              sampleSize: [16]
              blockOutChannels: [4, 8]
              layersPerBlock: 1
              normNumGroups: 2
              downBlockTypes: [down, down]
              upBlockTypes: [up, up]
            schedule: {steps: 10}
            train: {steps: 1, batch: 2}
            sample: {sampler: ddim, steps: 2, count: 2}
            """;

    private static Model model(String type) {
        Recipe recipe = RecipeReader.read(
                Recipe.class, RecipeSource.ofText("told", YAML), List.of("network.classEmbedType=" + type));
        return new Model(
                recipe,
                (name, rule, shape) -> rule.draw(RandomStream.of(2, name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"),
                List.of(),
                Compute.FLOAT32);
    }

    private static float[] told(Prompt prompt) {
        return ((Condition.Context) prompt.row()).values();
    }

    private static float[] sampled(Model model, String words) {
        SampleRequest request = SampleRequest.of(model.recipe().sample(), 2, 1);
        return model.sample(request.conditionedOn(Prompt.rows(List.of(Prompt.of(model, words)), 2)))
                .values();
    }

    @Test
    void aClassByItsNumberTellsThatNumber() {
        try (Model model = model("timestep")) {
            assertThat(told(Prompt.of(model, "3"))).containsExactly(3);
            assertThat(told(Prompt.of(model, "12.5"))).containsExactly(12.5f);
            assertThat(told(Prompt.of(model, "flags"))).containsExactly(8);
            assertThat(Prompt.all(model)).hasSize(9);
            assertThat(told(Prompt.all(model).get(4))).containsExactly(4);
            assertThat(sampled(model, "3")).isNotEqualTo(sampled(model, "4")).doesNotContain(Float.NaN);
        }
    }

    @Test
    void aVectorIsToldWhole() {
        try (Model model = model("identity")) {
            String vector = "0.5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,-1";
            assertThat(told(Prompt.of(model, vector)))
                    .hasSize(16)
                    .startsWith(0.5f, 0)
                    .endsWith(0, -1);
            assertThat(sampled(model, vector)).doesNotContain(Float.NaN);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            timestep | this model needs a number for every sample and none was given. Give one, in a command with --class 3.
            identity | this model needs a vector of 16 numbers for every sample and none was given. Give one, in a command with --class 0.5,0,… and so on for all of them.
            """)
    void nothingToldIsRefused(String type, String sentence) {
        try (Model model = model(type)) {
            assertThatThrownBy(() -> model.sample(2, 1))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(sentence);
            assertThatThrownBy(() -> Prompt.of(model, "none"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(sentence);
            assertThatThrownBy(() -> model.denoise(new float[3 * 16 * 16], 5, 1))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(sentence);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            timestep | 1,0 | '1,0' has 2 numbers, and this model takes 1. Give so many, with commas between.
            timestep | x   | 'x' is no number, and this model is told one. Write it as 3.
            identity | 3   | '3' has 1 numbers, and this model takes 16. Give so many, with commas between.
            """)
    void whatIsNoneIsRefused(String type, String words, String sentence) {
        try (Model model = model(type)) {
            assertThatThrownBy(() -> Prompt.of(model, words))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(sentence);
        }
    }

    @Test
    void nothingStandsForNoClass() {
        String yaml = YAML.replace("schedule:", "objective: {kind: denoising, conditionDropout: 0.1}\nschedule:");
        assertThatThrownBy(() -> RecipeReader.read(
                        Recipe.class, RecipeSource.ofText("told", yaml), List.of("network.classEmbedType=timestep")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the network has nothing that stands for no condition");
    }
}

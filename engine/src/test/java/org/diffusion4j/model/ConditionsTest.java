// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.sampler.Guidance;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a class-conditional model cannot follow is refused before anything is drawn. */
class ConditionsTest {
    private static final String YAML = """
            system: tiny
            data: {kind: emoji, size: 16}
            network: {kind: conditional-unet, base: 8, classes: 9, size: 16}
            schedule: {kind: cosine, steps: 5}
            train: {steps: 1, batch: 2}
            sample: {count: 2}
            """;

    @TempDir
    private static Path folder;

    private static Path plain = Path.of("");
    private static Path guidable = Path.of("");

    private static Recipe recipe(String... overrides) {
        return RecipeReader.read(Recipe.class, RecipeSource.ofText("tiny", YAML), List.of(overrides));
    }

    @BeforeAll
    static void train() {
        plain = TinyRuns.trained(folder.resolve("plain"), recipe());
        guidable = TinyRuns.trained(
                folder.resolve("guidable"), recipe("network.nullClass=true", "objective.conditionDropout=0.1"));
    }

    private static SampleRequest request(Model model, int... labels) {
        return SampleRequest.of(model.recipe().sample(), labels.length, 1).conditionedOn(Condition.labels(labels));
    }

    private static void assertRefused(Path run, double guidance, String sentence, int... labels) {
        try (Model model = Model.open(run.toString(), "cpu")) {
            assertThatThrownBy(() -> model.sample(request(model, labels).guidedBy(Guidance.of(guidance))))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(sentence);
        }
    }

    @Test
    void guidanceNeedsAModelThatWasTrainedForIt() {
        assertRefused(
                plain,
                3,
                "guidance 3.0 needs a model trained with condition dropout, and this one was trained without (conditionDropout = 0). Sample with guidance 1 or retrain with 0.1.",
                0,
                1);
        try (Model model = Model.open(guidable.toString(), "cpu")) {
            float[] guided =
                    model.sample(request(model, 0, 1).guidedBy(Guidance.of(3))).values();
            assertThat(guided).isNotEqualTo(model.sample(request(model, 0, 1)).values());
        }
    }

    @Test
    void severalLabelsStandInOneBatchEachForItsOwnRow() {
        try (Model model = Model.open(plain.toString(), "cpu")) {
            float[] both = model.sample(request(model, 4, 7)).values();
            float[] same = model.sample(request(model, 4, 4)).values();
            int half = both.length / 2;
            for (int i = 0; i < half; i++) {
                assertThat(both[i]).isEqualTo(same[i]);
            }
            assertThat(java.util.Arrays.copyOfRange(both, half, both.length))
                    .isNotEqualTo(java.util.Arrays.copyOfRange(same, half, same.length));
        }
    }

    @Test
    void labelsAndContextsThatDoNotFitAreRefused() {
        assertRefused(plain, 1, "label 9 is not one of the model's classes 0 to 8. Choose one of those.", 3, 9);
        try (Model model = Model.open(plain.toString(), "cpu")) {
            SampleRequest two = SampleRequest.of(model.recipe().sample(), 2, 1);
            assertThatThrownBy(() -> model.sample(two))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("this model needs a class for every sample and none was given. Give labels 0 to 8.");
            assertThatThrownBy(() -> model.sample(two.conditionedOn(Condition.labels(1))))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("2 samples were asked for and conditions of 1 given. Give one for each sample.");
            assertThatThrownBy(() -> model.sample(two.conditionedOn(Condition.context(5, new float[10]))))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "a context of 5 numbers a sample was given to a model that takes a class label from 0 to 8. Give it that instead.");
        }
    }

    @Test
    void weightsOfAnotherSystemAreNoBeginning() {
        Recipe sprites = RecipeReader.read(
                Recipe.class,
                RecipeSource.ofText("tiny", YAML),
                List.of(
                        "network={kind: context-unet, features: 8, contextSize: 9}",
                        "schedule.kind=sprites",
                        "train.init=" + plain));
        assertThatThrownBy(() -> TinyRuns.trained(folder.resolve("other"), sprites))
                .isInstanceOf(CheckpointException.class)
                .hasMessageMatching(
                        "training was to start from '.*', which has the tensor 'init_conv\\..*' not at all where this network needs \\(.*\\)\\. Start from weights of the same network, or leave train\\.init out\\.");
    }
}

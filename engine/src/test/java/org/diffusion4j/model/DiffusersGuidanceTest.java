// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.pipeline.PipelineWriter;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.sampler.Guidance;
import org.diffusion4j.weights.FloatType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory of the diffusers library keeps of a model of this project beside what the library knows. */
class DiffusersGuidanceTest {
    private static final String YAML = """
            system: tiny
            data: {kind: emoji, size: 16}
            network: {kind: unet2d, sampleSize: [16], blockOutChannels: [8, 16], downBlockTypes: [down, down],
              upBlockTypes: [up, up], layersPerBlock: 1, normNumGroups: 4, numClassEmbeds: 10, nullClass: true}
            objective: {kind: denoising, conditionDropout: 0.1}
            schedule: {kind: cosine, steps: 5, precision: float32}
            train: {steps: 1, batch: 2}
            sample: {sampler: ddim, count: 2}
            """;

    @TempDir
    private static Path folder;

    private static Path run = Path.of("");
    private static Path directory = Path.of("");

    @BeforeAll
    static void train() {
        Recipe recipe = RecipeReader.read(Recipe.class, RecipeSource.ofText("tiny", YAML), List.of());
        run = TinyRuns.trained(folder.resolve("run"), recipe);
        directory = folder.resolve("directory");
        save(directory);
    }

    private static void save(Path target) {
        try (Model model = Model.open(run.toString(), "cpu")) {
            model.saveForDiffusers(target, FloatType.FP32, PipelineWriter.SHARD_BYTES);
        }
    }

    private static float[] drawn(Path path, double guidance) {
        try (Model model = Model.open(path.toString(), "cpu")) {
            SampleRequest request = SampleRequest.of(model.recipe().sample(), 2, 3)
                    .conditionedOn(Condition.labels(0, 4))
                    .guidedBy(Guidance.of(guidance));
            return model.sample(request).values();
        }
    }

    @Test
    void guidanceGoesThroughADirectory() {
        float[] guided = drawn(directory, 3);
        assertThat(guided).containsExactly(drawn(run, 3), within(1e-5f)).isNotEqualTo(drawn(directory, 1));
    }

    @Test
    void theShareOfDroppedConditionsStandsBesideTheNullClass() throws IOException {
        assertThat(directory.resolve("unet/config.json"))
                .content()
                .contains("\"_condition_dropout\": 0.1,")
                .contains("\"_null_class\": true,");
        Path without = folder.resolve("without");
        save(without);
        Path config = without.resolve("unet/config.json");
        Files.writeString(config, Files.readString(config).replace("\"_condition_dropout\": 0.1,", ""));
        assertThatThrownBy(() -> drawn(without, 3))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("guidance 3.0 needs a model trained with condition dropout");
    }

    @Test
    void noisyDataAreDenoisedByADirectoryToo() {
        try (Model opened = Model.open(directory.toString(), "cpu");
                Model own = Model.open(run.toString(), "cpu")) {
            assertThat(opened.recipe().sample().options()).isPresent();
            float[] noisy = drawn(run, 1);
            assertThat(opened.denoise(noisy, 2, 7).values())
                    .containsExactly(own.denoise(noisy, 2, 7).values(), within(1e-5f))
                    .isNotEqualTo(noisy);
        }
    }
}

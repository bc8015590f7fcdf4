// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.sampler.Guidance;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpriteRunTest {
    private static final String MEAN = "down1.model.0.conv1.1.running_mean";
    private static final String COUNT = "down1.model.0.conv1.1.num_batches_tracked";
    private static final String YAML = """
            system: tiny-sprites
            seed: 5
            data: {kind: emoji, size: 16}
            network: {kind: context-unet, features: 8, contextSize: 9}
            schedule: {kind: sprites, steps: 10}
            objective: {conditionDropout: 0.1}
            train: {steps: 8, batch: 4, saveEvery: 4, rateSchedule: linear}
            sample: {sampler: lineage, count: 2}
            """;

    @TempDir
    private Path folder;

    private static Recipe recipe(String... overrides) {
        return RecipeReader.read(Recipe.class, RecipeSource.ofText("tiny", YAML), List.of(overrides));
    }

    static Stream<List<String>> plans() {
        return Stream.of(
                List.of("train.emaDecay=0.9"),
                List.of("network.shortcut=random", "objective.forward=seed", "sample.sampler=consistent"),
                List.of("network.norm=micro-batch", "train.microBatch=2"));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aStoppedRunGoesOnBitForBit(List<String> plan) throws Exception {
        Recipe recipe = recipe(plan.toArray(String[]::new));
        Path straight = TinyRuns.trained(folder.resolve("straight"), recipe);
        Path halves = TinyRuns.stoppedAt(3, folder.resolve("halves"), recipe);
        TrainingRun.resume(halves, List.of(), TinyRuns.settings(folder), RunWatcher.NONE);
        assertThat(TinyRuns.arrays(halves, 8)).isEqualTo(TinyRuns.arrays(straight, 8));
        assertThat(halves.resolve("weights.safetensors"))
                .hasSameBinaryContentAs(straight.resolve("weights.safetensors"));
    }

    @Test
    void theRunningStatisticsAreAveragedBesideTheWeights() {
        Path run = TinyRuns.trained(folder, recipe("train.emaDecay=0.9"));
        try (SafeTensors file = SafeTensors.open(run.resolve("weights.safetensors"));
                Model model = Model.open(run.toString(), "cpu")) {
            assertThat(Objects.requireNonNull(file.entries().get(COUNT)).dtype())
                    .isEqualTo(DType.I64);
            assertThat(file.entries().get(COUNT).sizes()).isEmpty();
            assertThat(StoredTensors.counter(file, COUNT)).isEqualTo(8);
            assertThat(file.entries()).doesNotContainKey("ema." + COUNT);
            float[] raw = Tensors.floats(StoredTensors.floats(file, MEAN, 8));
            float[] averaged = Tensors.floats(StoredTensors.floats(file, "ema." + MEAN, 8));
            assertThat(averaged).isNotEqualTo(raw);
            assertThat(org.diffusion4j.tensor.Tensors.floats(model.parameters().get(MEAN)))
                    .isEqualTo(averaged);
            assertThat(model.parameters().get(COUNT).item_long()).isEqualTo(8);
        }
    }

    @Test
    void aNewRunCanStartFromTheStatisticsOfAnother() {
        Path first = TinyRuns.trained(folder.resolve("first"), recipe());
        Recipe further = recipe("train.steps=1", "train.learningRate=1e-9", "train.init=" + first);
        Path second = TinyRuns.trained(folder.resolve("second"), further);
        try (SafeTensors file = SafeTensors.open(second.resolve("weights.safetensors"))) {
            assertThat(StoredTensors.counter(file, COUNT)).isEqualTo(9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lineage", "ddpm", "ddim"})
    void aSampleIsTheSameWhateverTheBatchItIsIn(String sampler) {
        Path run = TinyRuns.trained(folder, recipe("train.steps=2", "sample.sampler=" + sampler));
        try (Model model = Model.open(run.toString(), "cpu")) {
            Condition soft = Condition.context(9, 1, 0, 0.6f, 0, 0, 0, 0, 0, 0);
            SampleRequest one = SampleRequest.of(model.recipe().sample(), 1, 7).conditionedOn(soft);
            SampleRequest three = SampleRequest.of(model.recipe().sample(), 3, 7)
                    .conditionedOn(soft.then(soft).then(Condition.context(9, new float[9])));
            float[] alone = model.sample(one).values();
            float[] among = java.util.Arrays.copyOf(model.sample(three).values(), alone.length);
            for (int i = 0; i < alone.length; i++) {
                assertThat(among[i]).isCloseTo(alone[i], within(1e-3f)); // a grey level is 8e-3
            }
            float[] guided = model.sample(one.guidedBy(Guidance.of(3))).values();
            assertThat(guided).isNotEqualTo(alone);
        }
    }

    @Test
    void whatCannotWorkIsRefusedBeforeAnythingIsTrained() {
        assertThatThrownBy(() -> recipe("train.microBatch=2"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("train.microBatch is 2 and train.batch 4, but this network is normalised");
        assertThatThrownBy(() -> recipe("sample.sampler=consistent"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "sampler consistent is for networks that were trained with objective.forward = seed, and this one has root. Use ddpm or ddim.");
        assertThatThrownBy(() -> recipe("objective.forward=seed", "sample.sampler=ddim"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "sampler ddim expects noise of strength sqrt(1 - abar), and this network was trained with objective.forward = seed. Use consistent, or lineage as the seed's notebook.");
        assertThatThrownBy(() -> recipe("sample.clip=1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sampler lineage was given the prediction epsilon and clip 1.0");
        assertThatThrownBy(() -> recipe("objective.forward=seed", "prediction=velocity", "sample.sampler=consistent"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("prediction is velocity and objective.forward seed");
    }

    @Test
    void lineageTakesEveryStep() {
        assertThatThrownBy(() -> recipe("sample.steps=5"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "sampler lineage takes every step of the schedule but was given 5 of 10 steps. Leave steps out, or use ddim for fewer.");
    }
}

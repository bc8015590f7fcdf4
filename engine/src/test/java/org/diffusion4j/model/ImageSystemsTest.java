// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.gallery.Tiles;
import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds of each of the three image systems. */
class ImageSystemsTest {
    private static final Map<String, String> SYSTEMS = new LinkedHashMap<>(Map.of(
            "blend", """
            system: blend
            seed: 1
            data: {kind: emoji, size: 16, categories: [Smileys & Emotion]}
            network: {kind: blend-unet, width: 8, timeWidth: 8, midWidth: 8, seedChannels: 8, size: 16, time: sinusoidal}
            schedule: {steps: 16}
            objective: {kind: next-image}
            train:
              {steps: 20, batch: 4, draw: with-replacement, microBatch: 2, workers: 2, learningRate: 8e-4,
               rateSchedule: rounds, rounds: {steps: 7, factor: 0.9, floor: 1e-6}, optimizer: {epsilon: 1e-7}, saveEvery: 10}
            sample: {sampler: blend, count: 2}
            """,
            "sprites", """
            system: sprites
            seed: 2
            data: {kind: emoji, size: 16, variants: all, balanced: true}
            network: {kind: context-unet, features: 8, contextSize: 9}
            schedule: {kind: sprites, steps: 20}
            objective: {conditionDropout: 0.1}
            train: {steps: 20, batch: 4, workers: 2, learningRate: 1e-3, rateSchedule: linear, emaDecay: 0.9, saveEvery: 10}
            sample: {sampler: lineage, count: 2}
            """,
            "classes", """
            system: classes
            seed: 4
            data: {kind: emoji, size: 16, variants: all, balanced: true}
            network: {kind: conditional-unet, base: 8, classes: 9, nullClass: true, size: 16}
            schedule: {kind: cosine, steps: 20}
            objective: {conditionDropout: 0.1}
            train:
              {steps: 20, batch: 4, microBatch: 2, workers: 2, learningRate: 1e-3, rateSchedule: one-cycle,
               optimizer: {weightDecay: 0.01}, maxGradNorm: 1, emaDecay: 0.9, saveEvery: 10}
            sample: {sampler: ddpm, clip: 1, count: 2}
            """));

    @TempDir
    private Path folder;

    private static Recipe recipe(String system, String... overrides) {
        String yaml = String.valueOf(SYSTEMS.get(system));
        return RecipeReader.read(Recipe.class, RecipeSource.ofText(system, yaml), List.of(overrides));
    }

    @Test
    void twentyStepsAreTenAndTenInANewProcessOrANewObjectBitForBit() throws Exception {
        Map<String, Path> inProcess = new LinkedHashMap<>();
        for (String system : SYSTEMS.keySet()) {
            inProcess.put(system, TinyRuns.stoppedAt(10, folder.resolve("process"), recipe(system)));
        }
        List<String> words = new java.util.ArrayList<>(List.of("resume-all"));
        inProcess.values().forEach(run -> words.add(run.toString()));
        try (OtherJvm process = OtherJvm.start(List.of(), TrainingProcess.class, words)) {
            assertThat(process.remainingLines())
                    .filteredOn(line -> line.startsWith("done"))
                    .containsExactly("done 20", "done 20", "done 20");
        }
        for (String system : SYSTEMS.keySet()) {
            Path straight = TinyRuns.trained(folder.resolve("straight"), recipe(system));
            Path inObject = TinyRuns.stoppedAt(10, folder.resolve("object"), recipe(system));
            TrainingRun.resume(inObject, List.of(), TinyRuns.settings(folder), RunWatcher.NONE);
            for (Path halves : List.of(inObject, inProcess.get(system))) {
                assertThat(TinyRuns.arrays(halves, 20)).as(system).isEqualTo(TinyRuns.arrays(straight, 20));
                assertThat(halves.resolve("weights.safetensors"))
                        .as(system)
                        .hasSameBinaryContentAs(straight.resolve("weights.safetensors"));
            }
            assertThat(TinyRuns.arrays(straight, 10)).isNotEqualTo(TinyRuns.arrays(straight, 20));
        }
    }

    @ParameterizedTest
    @CsvSource({"blend, blend", "sprites, lineage", "sprites, ddim", "classes, ddpm", "classes, ddim"})
    void aPictureIsTheSameInEveryBatch(String system, String sampler) {
        Path run = TinyRuns.trained(folder, recipe(system, "train.steps=2", "sample.sampler=" + sampler));
        try (Model model = Model.open(run.toString(), "cpu")) {
            List<BufferedImage> many = pictures(model, 7);
            int different = 0;
            int bytes = 0;
            for (int count : new int[] {1, 2, 4}) {
                List<BufferedImage> few = pictures(model, count);
                for (int i = 0; i < count; i++) {
                    different += different(many.get(i), few.get(i));
                    bytes += 3 * few.get(i).getWidth() * few.get(i).getHeight();
                }
            }
            assertThat(different).isLessThanOrEqualTo(bytes / 1000);
        }
    }

    /** Sample k of the seed, told of class k. */
    private static List<BufferedImage> pictures(Model model, int count) {
        Conditioning conditioning = model.recipe().network().conditioning();
        Condition told = conditioning instanceof Conditioning.None
                ? Condition.NONE
                : Prompt.rows(Prompt.all(model).subList(0, count), 1);
        return Tiles.of(model.sample(
                SampleRequest.of(model.recipe().sample(), count, 11).conditionedOn(told)));
    }

    /** The bytes that differ, each by one grey level at most: sums of other batches may round otherwise. */
    private static int different(BufferedImage one, BufferedImage other) {
        int different = 0;
        for (int i = 0; i < one.getWidth() * one.getHeight(); i++) {
            int a = one.getRGB(i % one.getWidth(), i / one.getWidth());
            int b = other.getRGB(i % one.getWidth(), i / one.getWidth());
            for (int shift = 0; shift < 24; shift += 8) {
                int apart = Math.abs((a >> shift & 255) - (b >> shift & 255));
                assertThat(apart).isLessThanOrEqualTo(1);
                different += apart;
            }
        }
        return different;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.ConvolutionAlgorithm;
import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose convolutions are by minimal filtering, beside direct ones. */
class ConvolutionRunTest {
    private static final String WINOGRAD = "train.convolution=winograd";

    @TempDir
    private Path folder;

    private static Recipe recipe(String... overrides) {
        List<String> small = List.of("data.variants=base", "train.steps=4", "train.batch=16", "train.saveEvery=2");
        return Recipe.of(
                "sprites", Stream.concat(small.stream(), Stream.of(overrides)).toList());
    }

    @Test
    void fourStepsAreTwoAndTwoBitForBit() throws IOException {
        Path straight = TinyRuns.trained(folder.resolve("straight"), recipe(WINOGRAD));
        Path halves = TinyRuns.stoppedAt(2, folder.resolve("halves"), recipe(WINOGRAD));
        TrainingRun.resume(halves, List.of(), TinyRuns.settings(folder), RunWatcher.NONE);
        assertThat(halves.resolve("weights.safetensors"))
                .hasSameBinaryContentAs(straight.resolve("weights.safetensors"));
        Path direct = TinyRuns.trained(folder.resolve("direct"), recipe("train.convolution=direct"));
        assertThat(Files.exists(direct.resolve("weights.safetensors"))).isTrue();
        assertThat(TinyRuns.arrays(direct, 4))
                .as("the other way rounds otherwise")
                .isNotEqualTo(TinyRuns.arrays(straight, 4));
    }

    @Test
    void aRunKeepsWhatWasFasterWhenItBegan() throws IOException {
        Path run = TinyRuns.trained(folder, recipe("train.steps=1"));
        String chosen = ConvolutionAlgorithm.fastest(false).name().toLowerCase(Locale.ROOT);
        assertThat(Files.readString(run.resolve("recipe.yaml"))).containsPattern("convolution: " + chosen);
        assertThat(Recipe.of(run.resolve("recipe.yaml").toString(), List.of())
                        .train()
                        .convolution())
                .contains(ConvolutionAlgorithm.fastest(false));
    }

    @Test
    void anotherWordIsRefused() {
        assertThatThrownBy(() -> recipe("train.convolution=fft"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("fft")
                .hasMessageContaining("direct, winograd");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.metric.KernelDistance;
import org.diffusion4j.metric.Overlap;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.sampler.Guidance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationRecipeTest {
    @Test
    void figuresOfOneRecipeAreComparable() {
        assertThatCode(() -> recipe(900, 0).requireSame(recipe(900, 0))).doesNotThrowAnyException();
    }

    @Test
    void figuresOfOtherRecipesAreNotCompared() {
        assertThatThrownBy(() -> recipe(900, 0).requireSame(recipe(450, 7)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "these evaluations were made in different ways and cannot be compared: count 900 and 450; seed 0 and 7. Evaluate both in the same way.");
    }

    @Test
    void aRecordIsReadBackAsItWas(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("evaluation.json");
        EvaluationResult result = result();

        result.write(file, FileLayer.disk());

        assertThat(EvaluationResult.read(file)).isEqualTo(result);
        assertThat(Files.readString(file)).contains("\"count\" : 900", "\"featuresSha256\" : \"ab\"");
        assertThat(result.line()).isEqualTo("accuracy=0.75 fd=3.250 kd=0.01230 count=900");
    }

    @Test
    void otherFilesAreNoRecords(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "{}x");

        assertThatThrownBy(() -> EvaluationResult.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("%s is no record of an evaluation (".formatted(file))
                .hasMessageEndingWith("Give an evaluation.json that 'd4j evaluate' wrote.");
    }

    @Test
    void tooFewSamplesAreRefused() {
        assertThatThrownBy(() -> new EvaluationRequest(9, 0, SampleConfig.defaults(), Guidance.NONE, Optional.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "count must lie in 20 to 100000 but was 9. 900 is usual; figures of fewer samples say little.");
    }

    private static EvaluationRecipe recipe(int count, long seed) {
        return new EvaluationRecipe(
                count, 500, 190, 1716, 32, seed, "crc32c:1", "FD-emoji", "KD-emoji", "ab", "cd", "bicubic", 100, 3);
    }

    private static EvaluationResult result() {
        Map<String, Double> accuracy = new LinkedHashMap<>();
        accuracy.put("Flags", 1.0);
        accuracy.put("Activities", 0.5);
        return new EvaluationResult(
                "classes",
                "ddim, 50 evaluations",
                recipe(900, 0),
                3.25,
                1.5,
                new KernelDistance(0.0123, 0.004, 100, 190),
                new KernelDistance(0.001, 0.004, 100, 190),
                new Overlap(0.5, 0.6, 0.7, 0.8, 3),
                new Overlap(0.9, 0.9, 1, 0.9, 3),
                accuracy,
                0.7,
                new EvaluationResult.Nearest(30, 40, 10.5, 12, 2),
                61.5);
    }
}

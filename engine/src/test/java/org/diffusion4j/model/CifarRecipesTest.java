// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recipes of the field, narrow and on the emoji: two steps of training and a picture by their own sampler. */
class CifarRecipesTest {
    @TempDir
    private Path folder;

    private Recipe small(String name, String widths) throws IOException {
        String resource = "/org/diffusion4j/recipes/" + name + ".yaml";
        try (InputStream in = Objects.requireNonNull(Recipe.class.getResourceAsStream(resource))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("data: \\{.*}", "data: {kind: emoji, size: 32}");
            Path file = Files.writeString(folder.resolve(name + ".yaml"), text);
            return Recipe.of(
                    file.toString(),
                    List.of(
                            "network.blockOutChannels=" + widths,
                            "network.layersPerBlock=1",
                            "train.steps=2",
                            "train.warmup=0",
                            "train.batch=4",
                            "train.microBatch=2"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cifar10-ddpm | [32, 32, 32, 32] | 3",
                "cifar10-improved | [64, 64, 64, 64] | 3",
                "cifar10-edm | [32, 32, 32] | 2",
            })
    void theyTrainAndDrawByTheirOwnSampler(String name, String widths, int steps) throws IOException {
        Recipe recipe = small(name, widths);
        TrainingRun.Result run = TrainingRun.start(recipe, RunSettings.in(folder.resolve("runs")), RunWatcher.NONE);
        assertThat(run.step()).isEqualTo(2);
        try (Model model = Model.open(run.folder().path().toString(), "cpu")) {
            Samples one = model.sample(SampleRequest.of(model.recipe().sample().withSteps(steps), 1, 0));
            assertThat(one.shape()).containsExactly(1, 3, 32, 32);
            for (float value : one.values()) {
                assertThat(value).isFinite();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffusion4j.evaluate.SpiralQuality;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.model.TrainingRun;
import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    @TempDir
    Path folder;

    @Test
    void theLinesOfTheFirstPageWork() {
        assertThat(Readme.run(folder, folder.resolve("runs"), 20).count()).isEqualTo(16);
        assertThat(folder.resolve("samples.png")).isNotEmptyFile();
    }

    @Test
    void trainingBringsPointsNearTheCurve() {
        SpiralQuality quality = TrainSpiral.run(folder, 1500);
        assertThat(quality.median()).isLessThan(0.25); // unit noise: 0.6
    }

    @Test
    void theShippedModelGivesLinesOfThreeNumbers() {
        assertThat(SampleShippedModel.run("spiral", 16).lines())
                .hasSize(16)
                .allMatch(line -> line.matches("(-?\\d\\.\\d{4}(,|$)){3}"));
    }

    @Test
    void aRunFolderIsAModelToo() {
        TrainingRun.Result run = TrainingRun.start(
                Recipe.of("spiral", List.of("train.steps=20")), RunSettings.in(folder), RunWatcher.NONE);
        assertThat(SampleShippedModel.run(run.folder().path().toString(), 3).lines())
                .hasSize(3);
    }

    @Test
    void theNoisierThePointTheWiderTheAnswers() {
        double[] spreads = DenoisePoints.run("spiral", 20, 100, 400);
        assertThat(spreads).isSorted();
        assertThat(spreads[0]).isLessThan(0.2);
        assertThat(spreads[2]).isGreaterThan(0.5);
    }

    @Test
    void aSolverOfOnesOwnFindsTheSpiral() {
        assertThat(CustomSampler.run("spiral", 50).median()).isLessThan(0.1);
    }

    @Test
    void anExactDenoiserGivesBackItsGaussian() {
        CustomDenoiser.Moments found = CustomDenoiser.run(3, 0.5);
        assertThat(found.mean()).isCloseTo(3, within(0.04));
        assertThat(found.deviation()).isCloseTo(0.5, within(0.03));
    }

    @Test
    void theSchedulesAreDrawn() throws IOException {
        Path file = folder.resolve("schedules.png");
        assertThat(Schedules.run(file).series()).hasSize(4);
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(1600);
    }

    @Test
    void noiseBelongsToItsPlace() {
        assertThat(RandomStreams.run()).isTrue();
    }

    @Test
    void everyExampleIsShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .hasSizeGreaterThan(7)
                    .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThan(80));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffusion4j.evaluate.SpiralQuality;
import org.diffusion4j.plot.Curve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    @TempDir
    private Path folder;

    @Test
    void theShippedModelDrawsASpiral() {
        SpiralQuality quality = Readme.shipped(folder);
        assertThat(quality.median()).isLessThan(0.07);
        assertThat(quality.coverage()).isLessThan(0.05);
        assertThat(folder.resolve("samples.png"))
                .satisfies(file -> assertThat(Files.size(file)).isGreaterThan(10_000));
    }

    @Test
    void aModelOfOnesOwnIsTrainedAndSampled() {
        assertThat(Readme.own(folder, 20).shape()).containsExactly(16, 3);
    }

    @Test
    void theExactDenoiserGivesBackItsGaussian() {
        double[] values = CustomDenoiser.sample(4000);
        assertThat(CustomDenoiser.mean(values)).isBetween(CustomDenoiser.MEAN - 0.05, CustomDenoiser.MEAN + 0.05);
        assertThat(CustomDenoiser.spread(values)).isBetween(CustomDenoiser.SPREAD - 0.05, CustomDenoiser.SPREAD + 0.05);
    }

    @Test
    void aSolverOfOnesOwnReachesTheSpiral() {
        assertThat(CustomSampler.sample("spiral", 256).median()).isLessThan(0.1);
    }

    @Test
    void noisyPointsComeBackToTheCurve() {
        SpiralQuality[] both = DenoisePoints.beforeAndAfter("spiral", 0.15, 40);
        assertThat(both[1].median()).isLessThan(both[0].median() / 2);
    }

    @Test
    void aPicturesNoiseDoesNotDependOnItsBatch() {
        assertThat(NamedStreams.noise(3, 1)).isEqualTo(Arrays.copyOfRange(NamedStreams.noise(0, 8), 12, 16));
    }

    @Test
    void trainingBringsPointsNearTheCurve() {
        assertThat(TrainSpiral.run(folder, 1500).median()).isLessThan(0.45); // unit noise: about 0.6, and a tenth of the usual training
    }

    @Test
    void samplesOfAShippedModelAreLinesOfThreeNumbers() {
        assertThat(SampleShippedModel.run("spiral", 16).lines())
                .hasSize(16)
                .allMatch(line -> line.matches("(-?\\d\\.\\d{4}(,|$)){3}"));
    }

    @Test
    void theNoisierAPointTheWiderTheAnswersSpread() {
        double[] spreads = RepeatedDenoising.run("spiral", 20, 100, 400);
        assertThat(spreads).isSorted();
        assertThat(spreads[0]).isLessThan(0.2);
        assertThat(spreads[2]).isGreaterThan(0.5);
    }

    @Test
    void theSchedulesAreDrawn() throws IOException {
        Path file = folder.resolve("schedules.png");
        assertThat(Schedules.run(file).series()).hasSize(4);
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(Curve.WIDTH);
    }

    @Test
    void everyExampleIsShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .hasSizeGreaterThan(8)
                    .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThan(80));
        }
    }
}

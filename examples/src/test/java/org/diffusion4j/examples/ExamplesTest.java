// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.edit.FillRequest;
import org.diffusion4j.edit.Jumps;
import org.diffusion4j.evaluate.SpiralQuality;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.MaskConfig;
import org.diffusion4j.image.MaskGenerator;
import org.diffusion4j.image.Picture;
import org.diffusion4j.plot.Curve;
import org.diffusion4j.plot.Png;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.verify.FixtureSet;
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
    void longerTrainingBringsPointsNearerToTheCurve() {
        SpiralQuality early = TrainSpiral.run(folder, 50);
        SpiralQuality later = TrainSpiral.run(folder, 1500);
        assertThat(later.median()).isLessThan(early.median());
        assertThat(later.p95()).isLessThan(early.p95());
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
    void aHoleClosesFromItsRim() throws IOException {
        Path file = folder.resolve("hole.png");
        List<double[]> maps = HoleClosing.run(file);
        assertThat(ImageIO.read(file.toFile())).isNotNull();
        double[] known = maps.get(1);
        double[] counts = maps.get(2);
        double[] ratio = maps.get(4);
        assertThat(Arrays.stream(known).sum()).isEqualTo(11); // the left column and the last row
        assertThat(counts[0]).isEqualTo(2); // in the corner: two known pixels, zeros outside, holes beside
        assertThat(ratio[0]).isEqualTo(4.5, within(1e-6)); // 9 / 2
        assertThat(ratio[2 * 6 + 4]).isZero(); // no known pixel beside it
        // kernels of ones are scaled by 1/3, and the input is not masked: (1 + 2 + 7 + 8) / 3 times 9/2
        assertThat(maps.get(5)[0]).isEqualTo(27, within(1e-4));
        int passes = (maps.size() - 7) / 6;
        assertThat(Arrays.stream(maps.get(6 * passes - 3)).sum()).isEqualTo(36); // closed by the last pass
        assertThat(maps.subList(6 * passes + 3, 6 * passes + 6))
                .allSatisfy(map -> assertThat(map).containsOnly(0)); // all hole: nothing is known, nothing comes out
        assertThat(maps.get(maps.size() - 1)[7]).isEqualTo(9 * 8.0 / 3, within(1e-4)); // no mask: a plain convolution
    }

    @Test
    void aHoleIsFilledAndTheRestIsKept() {
        Path image = folder.resolve("image.png");
        Path white = folder.resolve("white.png");
        Path sheet = folder.resolve("sheet.png");
        Picture emoji = EmojiConfig.defaults().withSize(16).create(0).picture(7);
        Mask mask = new MaskGenerator(16, MaskConfig.defaults().between(0.2, 0.5)).draw(RandomStream.of(1, "mask"));
        Png.write(image, emoji.image());
        Png.write(white, mask.inverse().picture().image());

        FillRequest quick = FillRequest.of(2, 7).withSteps(3).withJumps(new Jumps(1, 1));
        List<Picture> fills = Inpaint.run(image, white, sheet, quick);

        assertThat(sheet).isNotEmptyFile();
        assertThat(fills).hasSize(2).doesNotContain(emoji);
        for (int i = 0; i < 256; i++) {
            if (mask.isKnown(i % 16, i / 16)) {
                assertThat(fills.get(1).sample(i % 16, i / 16, 0)).isEqualTo(emoji.sample(i % 16, i / 16, 0));
            }
        }
    }

    @Test
    void aDirectoryOfDiffusersIsOpenedAndSampled() throws IOException {
        Path picture = folder.resolve("drawn.png");
        try (FixtureSet fixtures = FixtureSet.bundled()) {
            Path directory = fixtures.root().resolve("diffusers/pipelines/standard");
            assertThat(OpenDiffusers.run(directory, picture)).isEqualTo("ddpm, predicts EPSILON, 45,259 numbers");
        }
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isGreaterThan(4 * 4 * 8);
    }

    @Test
    void aModelOfOnesOwnIsWrittenForDiffusers() throws IOException {
        Path directory = folder.resolve("tiny");
        WriteDiffusers.run(folder.resolve("runs"), directory, 2);
        assertThat(directory.resolve("model_index.json")).content().contains("DDIMPipeline", "UNet2DModel");
        assertThat(directory.resolve("unet/diffusion_pytorch_model.safetensors"))
                .isNotEmptyFile();
        assertThat(OpenDiffusers.run(directory, folder.resolve("again.png"))).startsWith("ddim, predicts EPSILON, ");
    }

    @Test
    void anyNumberOfHeadsThatDividesTheWidthIsTrained() {
        List<String> tiny = List.of("train.heldOutImages=2", "train.batch=2", "generator.mappingLayers=1");
        for (int heads : List.of(1, 8)) {
            HeadSweep.Row row = HeadSweep.train(heads, 1, folder, tiny);
            assertThat(row.distance()).isBetween(0.1, 10.0); // untrained fills are not clamped
            assertThat(row.milliseconds()).isPositive();
        }
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

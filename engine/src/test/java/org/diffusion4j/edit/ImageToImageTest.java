// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.PictureDistance;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.verify.FixtureSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageToImageTest {
    private static final Picture EMOJI =
            EmojiConfig.defaults().withSize(16).create(0).picture(40);

    @SuppressWarnings("NullAway.Init")
    private static Model model;

    @BeforeAll
    static void open() {
        model = Model.open("sprites");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static SampleRequest quick(int count) {
        return SampleRequest.of(ImageToImage.usual(model.recipe()).withSteps(10), count, 3);
    }

    private static Picture drawn(double strength) {
        return new ImageToImage(model, strength).draw(EMOJI, quick(1)).get(0);
    }

    @Test
    void theStrongerTheFartherFromThePicture() {
        assertThat(drawn(0)).isEqualTo(EMOJI);
        assertThat(drawn(0.05)).isEqualTo(EMOJI); // not one step of ten
        double weak = PictureDistance.l1(drawn(0.2), EMOJI);
        double strong = PictureDistance.l1(drawn(1), EMOJI);
        assertThat(weak).isPositive().isLessThan(0.1);
        assertThat(strong).isGreaterThan(weak);
    }

    @Test
    void theSameSeedGivesTheSameBytesWhateverTheCount() {
        ImageToImage way = new ImageToImage(model, 0.5);
        List<Picture> five = way.draw(EMOJI, quick(5));

        assertThat(way.draw(EMOJI, quick(5))).isEqualTo(five);
        assertThat(PictureDistance.l1(way.draw(EMOJI, quick(1)).get(0), five.get(0)))
                .isLessThan(0.5 / 255); // batches of another size round otherwise
    }

    @Test
    void aPictureKeepsItsSizeUnlessItIsLargerThanTheModels() {
        ImageToImage way = new ImageToImage(model, 0.2);

        Picture small = way.draw(Drawn.noise(5, 9, 4), quick(1)).get(0);
        assertThat(List.of(small.width(), small.height(), small.channels())).containsExactly(5, 9, 3);
        Picture large = way.draw(Drawn.noise(40, 20, 1), quick(1)).get(0);
        assertThat(List.of(large.width(), large.height())).containsExactly(16, 16);
    }

    @Test
    void progressCountsTheEvaluationsThatAreRun() {
        assertThat(new ImageToImage(model, 0.6)
                        .evaluations(ImageToImage.usual(model.recipe()).withSteps(10)))
                .isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "50, 0.58, 28", // 50 · 0.58 = 28.999999999999996
        "50, 0.6, 30",
        "50, 1, 50",
        "10, 0.3, 3",
        "10, 0.09, 0"
    })
    void theStepsAreThoseOfTheLibrary(int steps, double strength, int evaluations) {
        SampleConfig config = ImageToImage.usual(model.recipe()).withSteps(steps);
        assertThat(new ImageToImage(model, strength).evaluations(config)).isEqualTo(evaluations);
    }

    @Test
    void aMethodThatLaysOutOneTimeMoreTakesAllOfItsOwnSteps() {
        try (Model classes = Model.open("classes", "cpu")) {
            SampleConfig dpmpp = classes.recipe().sample().withSampler(SamplerName.DPMPP);
            // 999 of the schedule's 1000 times
            assertThat(new ImageToImage(classes, 1).evaluations(dpmpp)).isEqualTo(999);
            assertThat(new ImageToImage(classes, 0.5).evaluations(dpmpp)).isEqualTo(499);
        }
    }

    @Test
    void methodsThatCannotBeginInTheMiddleAreRefused() {
        SampleRequest request = SampleRequest.of(model.recipe().sample(), 1, 0);

        assertThatThrownBy(() -> new ImageToImage(model, 0.5).draw(EMOJI, request))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "sampler lineage cannot begin in the middle of its run, where image to image does. Use one such as ddim, dpmpp or euler.");
        assertThatThrownBy(() -> new ImageToImage(model, 1.2))
                .hasMessage("strength must lie in [0, 1] but was 1.2. 0.6 keeps shapes and changes what they are.");
    }

    @Test
    void whatIsAdvisedLeadsTheSameNetworks(@TempDir Path folder) throws IOException {
        try (FixtureSet set = FixtureSet.bundled()) {
            Path standard = set.root().resolve("diffusers/pipelines/standard");
            Files.createDirectories(folder.resolve("unet"));
            Files.createDirectories(folder.resolve("scheduler"));
            for (String file : List.of("unet/config.json", "unet/diffusion_pytorch_model.safetensors")) {
                Files.copy(standard.resolve(file), folder.resolve(file));
            }
            Files.writeString(
                    folder.resolve("model_index.json"),
                    "{\"unet\": [\"diffusers\", \"UNet2DModel\"], \"scheduler\": [\"diffusers\", \"EDMEulerScheduler\"]}");
            Files.writeString(folder.resolve("scheduler/scheduler_config.json"), "{}");
        }
        try (Model edm = Model.open(folder.toString(), "cpu")) {
            SampleConfig heun =
                    edm.recipe().sample().withSampler(SamplerName.EDM_HEUN).withSteps(4);
            assertThatThrownBy(() -> new ImageToImage(edm, 0.5).draw(EMOJI, SampleRequest.of(heun, 1, 0)))
                    .hasMessage(
                            "sampler edm-heun cannot begin in the middle of its run, where image to image does. Use edm-euler or edm-dpmpp.");
            SampleConfig euler =
                    edm.recipe().sample().withSampler(SamplerName.EDM_EULER).withSteps(4);
            assertThat(new ImageToImage(edm, 0.5).draw(EMOJI, SampleRequest.of(euler, 1, 0)))
                    .hasSize(1);
        }
    }

    @Test
    void methodsWithTwoEvaluationsInAStepBeginWithTheFirstOfAStep() {
        SampleConfig heun =
                model.recipe().sample().withSampler(SamplerName.HEUN).withSteps(5);
        ImageToImage way = new ImageToImage(model, 0.4);

        // 5 steps have 9 evaluations; the last 2 steps have 3
        assertThat(way.evaluations(heun)).isEqualTo(3);
        assertThat(way.draw(EMOJI, SampleRequest.of(heun, 1, 0))).hasSize(1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.gallery.Tiles;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.PictureDistance;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.recipe.SamplerName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InversionTest {
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

    private static Picture emoji(int item) {
        return EmojiConfig.defaults().withSize(16).create(0).picture(item);
    }

    private static SampleRequest request(int count) {
        return SampleRequest.of(ImageToImage.usual(model.recipe()).withSteps(10), count, 0);
    }

    @Test
    void aPictureComesBackFromItsNoise() {
        Inversion.RoundTrip trip = new Inversion(model, 25).roundTrip(emoji(40), request(1));

        assertThat(trip.picture()).isEqualTo(emoji(40));
        assertThat(trip.error()).isLessThan(0.03);
        assertThat(trip.psnr()).isGreaterThan(25);
        float[] noise = trip.noise().values();
        double squares = 0;
        for (float value : noise) {
            squares += (double) value * value;
        }
        assertThat(Math.sqrt(squares / noise.length)).isBetween(0.5, 1.2); // about as strong as noise is
    }

    @Test
    void theMoreStepsTheNearerItComesBack() {
        double few = new Inversion(model, 5).roundTrip(emoji(3), request(1)).error();
        double more = new Inversion(model, 20).roundTrip(emoji(3), request(1)).error();

        assertThat(more).isLessThan(few);
    }

    @Test
    void aPictureOfAnotherSizeComesBackInItsOwn() {
        Picture part = emoji(40).crop(2, 3, 11, 9);
        Inversion.RoundTrip trip = new Inversion(model, 8).roundTrip(part, request(1));

        assertThat(trip.picture()).isEqualTo(part);
        assertThat(trip.reconstruction().width()).isEqualTo(11);
        assertThat(trip.noisePicture().width()).isEqualTo(11); // all three stand in one row
        assertThat(trip.noisePicture().height()).isEqualTo(9);
    }

    @Test
    void stepsBeyondTheScheduleAreRefused() {
        assertThatThrownBy(() -> new Inversion(model, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("steps must lie in 1 to 500 (the times of the schedule that leave something");
    }

    @Test
    void theEndsBetweenTwoSeedsAreTheSeedsOwnSamples() {
        List<Picture> between = new Interpolation(model).betweenSeeds(3, 9, request(4));

        assertThat(between).hasSize(4);
        assertThat(PictureDistance.l1(between.get(0), sample(3))).isLessThan(0.5 / 255);
        assertThat(PictureDistance.l1(between.get(3), sample(9))).isLessThan(0.5 / 255);
        assertThat(PictureDistance.l1(between.get(1), between.get(2))).isPositive();
    }

    private static Picture sample(long seed) {
        SampleRequest one = SampleRequest.of(ImageToImage.usual(model.recipe()).withSteps(10), 1, seed);
        var tile = Tiles.of(model.sample(one)).get(0);
        byte[] samples = new byte[3 * 16 * 16];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (tile.getRGB(i / 3 % 16, i / 48) >> (16 - 8 * (i % 3)));
        }
        return Picture.of(16, 16, 3, samples);
    }

    @Test
    void theEndsBetweenTwoPicturesAreTheirReconstructions() {
        List<Picture> between = new Interpolation(model).betweenPictures(emoji(40), emoji(3), 20, request(3));

        assertThat(PictureDistance.l1(between.get(0), emoji(40))).isLessThan(0.05);
        assertThat(PictureDistance.l1(between.get(2), emoji(3))).isLessThan(0.05);
    }

    @Test
    void nothingLiesBetweenSeedsWhereStepsDrawNoise() {
        SampleRequest ddpm = SampleRequest.of(
                model.recipe().sample().withSampler(SamplerName.DDPM).withSteps(5), 2, 0);

        assertThatThrownBy(() -> new Interpolation(model).betweenSeeds(1, 2, ddpm))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "sampler ddpm draws noise in its steps, so that nothing lies between two seeds. Use one without, such as ddim with eta 0, dpmpp or euler.");
        assertThatThrownBy(() -> new Interpolation(model).betweenSeeds(1, 2, request(1)))
                .hasMessage("count must be at least 2, the two ends, but was 1. 8 show how one becomes the other.");
    }

    @Test
    void theWayOnTheSphereKeepsTheLength() {
        float[] a = {3, 0};
        float[] b = {0, 3};

        assertThat(Interpolation.onSphere(a, b, 0)).containsExactly(a);
        assertThat(Interpolation.onSphere(a, b, 1)).containsExactly(b, within(1e-6F));
        assertThat(Interpolation.onSphere(a, b, 0.5)).containsExactly(new float[] {2.1213F, 2.1213F}, within(1e-4F));
        assertThat(Interpolation.onSphere(a, a, 0.3)).containsExactly(a, within(1e-6F)); // no sphere on one line
    }

    @Test
    void whatIsToldOfTheRowsMustFitThem() {
        assertThatThrownBy(() -> new Inversion(model, 5)
                        .noise(List.of(emoji(1)), request(1).conditionedOn(Condition.context(9, new float[18]))))
                .hasMessage("1 samples were asked for and conditions of 2 given. Give one for each sample.");
    }
}

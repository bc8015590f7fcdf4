// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.MatRun;
import org.diffusion4j.model.MatWatcher;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Guidance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatFillerTest {
    private static final MatRecipe RECIPE = MatRecipe.ofText("tiny-mat", """
            system: tiny-mat
            data: {kind: emoji, size: 32}
            generator:
              resolution: 32
              latent: 8
              style: 8
              mappingLayers: 2
              channels: {exact: [8, 8, 8, 6]}
              firstStage: {dim: 8, heads: 2, tokenSide: 16, depths: [1, 1, 1], windows: [4, 4, 4]}
            discriminator: {resolution: 32, channels: {exact: [8, 8, 8, 6]}, group: 2}
            train: {steps: 1, batch: 2}
            """);

    @TempDir
    private static Path runs;

    private static Inpainter inpainter;

    @BeforeAll
    static void open() {
        RunSettings settings = new RunSettings(
                runs, "cpu", List.of(), Clock.systemUTC(), FileLayer.disk(), new StopSignal(), warning -> {});
        inpainter = Inpainter.open(
                MatRun.start(RECIPE, settings, MatWatcher.NONE).folder().path().toString(), "cpu");
    }

    @AfterAll
    static void close() {
        inpainter.close();
    }

    private static Picture picture(int width, int height, int channels) {
        byte[] samples = new byte[width * height * channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i * 7);
        }
        return Picture.of(width, height, channels, samples);
    }

    /** A hole in the middle, of a third of each side at least one pixel. */
    private static Mask middle(int width, int height) {
        boolean[] known = new boolean[width * height];
        for (int i = 0; i < known.length; i++) {
            int x = i % width;
            int y = i / width;
            known[i] = x < width / 3 || x > width / 2 || y < height / 3 || y > height / 2;
        }
        return Mask.of(width, height, known);
    }

    @ParameterizedTest
    @CsvSource({"32, 32, 3", "32, 32, 1", "32, 32, 4", "50, 41, 3", "5, 9, 3", "100, 20, 1", "1, 1, 3"})
    void anyPictureComesBackInItsSizeWithItsKnownPixels(int width, int height, int channels) {
        Picture picture = picture(width, height, channels);
        Mask mask = middle(width, height);
        List<Picture> fills = inpainter.fill(picture, mask, FillRequest.of(2, 3));
        assertThat(fills).hasSize(2);
        for (Picture fill : fills) {
            assertThat(fill.width()).isEqualTo(width);
            assertThat(fill.height()).isEqualTo(height);
            assertThat(fill.channels()).isEqualTo(channels);
            for (int i = 0; i < width * height * channels; i++) {
                int pixel = i / channels;
                if (mask.isKnown(pixel % width, pixel / width)) {
                    assertThat(fill.samples()[i]).isEqualTo(picture.samples()[i]);
                }
            }
        }
    }

    @Test
    void fillsOfOneHoleDifferAndAreTheSameAgain() {
        Picture picture = picture(32, 32, 3);
        List<Picture> two = inpainter.fill(picture, middle(32, 32), FillRequest.of(2, 3));
        assertThat(two.get(0)).isNotEqualTo(two.get(1));
        assertThat(inpainter.fill(picture, middle(32, 32), FillRequest.of(2, 3)))
                .isEqualTo(two);
        assertThat(inpainter.fill(picture, middle(32, 32), FillRequest.of(2, 4)))
                .isNotEqualTo(two);
        assertThat(inpainter.fill(picture, middle(32, 32), FillRequest.of(2, 3).withPsi(0)))
                .isNotEqualTo(two);
    }

    @Test
    void whatIsInTheHoleNeverMattersAndAPictureWithoutHoleIsLeftAlone() {
        Picture picture = picture(32, 32, 3);
        Mask mask = middle(32, 32);
        byte[] other = picture.samples();
        for (int i = 0; i < other.length; i++) {
            int pixel = i / 3;
            other[i] = mask.isKnown(pixel % 32, pixel / 32) ? other[i] : 0;
        }
        FillRequest request = FillRequest.of(1, 3);
        assertThat(inpainter.fill(Picture.of(32, 32, 3, other), mask, request))
                .isEqualTo(inpainter.fill(picture, mask, request));
        assertThat(inpainter.fill(picture, Mask.allKnown(32, 32), request)).containsExactly(picture);
    }

    @Test
    void aPictureThatIsAllHoleIsDrawnFreely() {
        Mask none = Mask.allKnown(32, 32).inverse();
        assertThat(inpainter.fill(picture(32, 32, 3), none, FillRequest.of(1, 3)))
                .isEqualTo(inpainter.fill(picture(32, 32, 3).mirrored(), none, FillRequest.of(1, 3)));
    }

    @Test
    void aHoleIsFilledInTheSameWayWhateverHolesAreFarFromIt() {
        Picture picture = picture(120, 90, 3);
        Mask first = square(120, 90, 5, 3);
        Mask second = square(120, 90, 100, 40);
        Mask third = square(120, 90, 40, 80);
        FillRequest request = FillRequest.of(2, 3);
        Picture all = inpainter
                .fill(picture, both(both(first, second), third), request)
                .get(1);

        Picture alone = inpainter.fill(picture, first, request).get(1);
        Picture two = inpainter.fill(picture, both(first, third), request).get(1);

        assertThat(all.crop(5, 3, 4, 4)).isEqualTo(alone.crop(5, 3, 4, 4)).isEqualTo(two.crop(5, 3, 4, 4));
        assertThat(all.crop(40, 80, 4, 4)).isEqualTo(two.crop(40, 80, 4, 4)).isNotEqualTo(picture.crop(40, 80, 4, 4));
        assertThat(two.crop(100, 40, 4, 4)).isEqualTo(picture.crop(100, 40, 4, 4));
    }

    private static Mask square(int width, int height, int left, int top) {
        return Drawn.hole(width, height, left, top, 4, 4);
    }

    private static Mask both(Mask one, Mask other) {
        boolean[] known = new boolean[one.width() * one.height()];
        for (int i = 0; i < known.length; i++) {
            int x = i % one.width();
            int y = i / one.width();
            known[i] = one.isKnown(x, y) && other.isKnown(x, y);
        }
        return Mask.of(one.width(), one.height(), known);
    }

    @Test
    void whatAMatCannotFollowIsRefused() {
        Picture picture = picture(32, 32, 3);
        Mask mask = middle(32, 32);
        FillRequest plain = FillRequest.of(1, 3);
        assertThatThrownBy(() -> inpainter.fill(picture, mask, plain.told("flags")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the class 'flags' was given, and a MAT is told nothing but the picture around the hole. Leave it out.");
        assertThatThrownBy(() -> inpainter.fill(picture, mask, plain.guidedBy(Guidance.of(2))))
                .hasMessage(
                        "guidance was given, and a MAT is told nothing that could be followed more or less. Leave it out.");
        assertThatThrownBy(() -> inpainter.fill(picture, mask, plain.withSteps(5)))
                .hasMessage("steps or jumps were given, and a MAT fills a hole in one evaluation. Leave them out.");
        StopSignal stop = new StopSignal();
        stop.request();
        assertThatThrownBy(() -> inpainter.fill(picture, mask, plain.stoppedBy(stop)))
                .isInstanceOf(CancelledException.class)
                .hasMessage("Filling was stopped before the network was asked. Nothing was filled.");
    }
}

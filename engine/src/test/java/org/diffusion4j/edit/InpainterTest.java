// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InpainterTest {
    private static final FillRequest ONE = FillRequest.of(1, 0);

    private final PaintedFiller filler = new PaintedFiller(8, 8, 200, 100, 50);
    private final Inpainter inpainter = new Inpainter(filler);

    @ParameterizedTest
    @CsvSource({"8,8,1", "8,8,3", "8,8,4", "5,3,3", "3,8,4", "9,9,3", "40,7,3", "7,40,4", "64,48,1", "64,48,4", "1,8,3"
    })
    void knownPixelsComeBackBitForBitAndTheHoleIsFilled(int width, int height, int channels) {
        Picture picture = Drawn.noise(width, height, channels);
        Mask mask = Drawn.hole(width, height, width / 4, height / 3, (width + 1) / 2, (height + 1) / 2);

        Picture filled = inpainter.fill(picture, mask, ONE).get(0);

        boolean isSmall = width <= 8 && height <= 8;
        int[] paint = channels == 1 ? new int[] {124} : new int[] {200, 100, 50, 255}; // 0.299 R + 0.587 G + 0.114 B
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    if (mask.isKnown(x, y)) {
                        assertThat(filled.sample(x, y, c)).isEqualTo(picture.sample(x, y, c));
                    } else if (isSmall) { // the fill of a larger one may be shrunk, and mixes at its rim
                        assertThat(filled.sample(x, y, c)).isEqualTo(paint[c]);
                    }
                }
            }
        }
        assertThat(filled.channels()).isEqualTo(channels);
    }

    @Test
    void aMaskWithoutAHoleGivesThePictureAndAsksNobody() {
        Picture picture = Drawn.noise(20, 10, 4);
        List<Picture> filled = inpainter.fill(picture, Mask.allKnown(20, 10), FillRequest.of(3, 0));

        assertThat(filled).containsExactly(picture, picture, picture);
        assertThat(filler.shown).isEmpty();
    }

    @Test
    void aMaskOfNothingButHoleIsFilledWholly() {
        Picture filled = inpainter
                .fill(Drawn.noise(6, 6, 3), Mask.allKnown(6, 6).inverse(), ONE)
                .get(0);

        assertThat(filled.sample(0, 0, 0)).isEqualTo(200);
        assertThat(filled.sample(5, 5, 2)).isEqualTo(50);
    }

    @Test
    void aPictureOfOnePixelIsKeptOrFilled() {
        Picture pixel = Picture.of(1, 1, 4, new byte[] {1, 2, 3, 0});

        assertThat(inpainter.fill(pixel, Mask.allKnown(1, 1), ONE)).containsExactly(pixel);
        assertThat(inpainter.fill(pixel, Mask.of(1, 1, false), ONE))
                .containsExactly(Picture.of(1, 1, 4, new byte[] {(byte) 200, 100, 50, (byte) 255}));
    }

    @Test
    void theNetworkSeesOpacityOnWhiteAndGreyInThreeChannels() {
        Picture clear = Picture.of(8, 8, 4, new byte[256]);
        inpainter.fill(clear, Drawn.hole(8, 8, 2, 2, 2, 2), ONE);
        Picture grey = Drawn.noise(8, 8, 1);
        inpainter.fill(grey, Drawn.hole(8, 8, 2, 2, 2, 2), ONE);

        assertThat(filler.shown.get(0).picture().sample(0, 0, 1)).isEqualTo(255);
        assertThat(filler.shown.get(1).picture()).isEqualTo(grey.colored());
    }

    @Test
    void aSmallHoleInALargePictureIsSeenAsItIs() {
        Picture picture = Drawn.noise(100, 60, 3);
        inpainter.fill(picture, Drawn.hole(100, 60, 50, 30, 4, 4), ONE);

        assertThat(filler.shown).hasSize(1);
        assertThat(filler.shown.get(0).picture()).isEqualTo(picture.crop(48, 28, 8, 8));
        assertThat(filler.shown.get(0).mask()).isEqualTo(Drawn.hole(8, 8, 2, 2, 4, 4));
    }

    @Test
    void holesFarApartAndHolesAtTheRimAreFilledAndTheRestIsLeftAlone() {
        Picture black = Picture.of(100, 40, 3, new byte[100 * 40 * 3]);
        boolean[] known = new boolean[100 * 40];
        for (int i = 0; i < known.length; i++) {
            int x = i % 100;
            int y = i / 100;
            boolean isFirst = x < 3 && y < 3; // both in corners
            boolean isSecond = x >= 60 && y >= 20; // and larger than what the network sees at once
            known[i] = !isFirst && !isSecond;
        }

        Picture filled = inpainter.fill(black, Mask.of(100, 40, known), ONE).get(0);

        for (int i = 0; i < known.length; i++) {
            int red = filled.sample(i % 100, i / 100, 0);
            assertThat(known[i] ? red == 0 : red > 0)
                    .as("pixel %d, %d", i % 100, i / 100)
                    .isTrue();
        }
        assertThat(filler.shown).hasSize(1); // one window, shrunk
    }

    @Test
    void aMaskOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> inpainter.fill(Drawn.noise(8, 8, 3), Mask.allKnown(8, 9), ONE))
                .isInstanceOf(ShapeException.class)
                .hasMessage("a mask of 8 x 9 pixels does not fit a picture of 8 x 8. Give a mask of the same size.");
    }

    @Test
    void aModelThatDrawsInGreyTakesGreyPicturesOnly() {
        Inpainter grey = new Inpainter(new PaintedFiller(8, 8, 7));
        Mask mask = Drawn.hole(8, 8, 0, 0, 1, 1);

        assertThat(grey.fill(Drawn.noise(8, 8, 1), mask, ONE).get(0).sample(0, 0, 0))
                .isEqualTo(7);
        assertThatThrownBy(() -> grey.fill(Drawn.noise(8, 8, 3), mask, ONE))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "a picture in colour was given to a model that draws in grey, whose fills would be grey in it. Give a grey picture, or use a model of 3 channels.");
    }

    @Test
    void requestsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> FillRequest.of(0, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("count must lie in 1 to 10000 but was 0. Give the number of fills you want to see.");
        assertThatThrownBy(() -> ONE.withPsi(1.5))
                .hasMessage("psi must lie in [0, 1] but was 1.5. 1 draws freely, 0 always the mean style.");
        assertThatThrownBy(() -> new Jumps(0, 3))
                .hasMessage(
                        "jumps of 0 steps, each part walked 3 times, were asked for; both must be at least 1. The paper has 10 and 10.");
    }
}

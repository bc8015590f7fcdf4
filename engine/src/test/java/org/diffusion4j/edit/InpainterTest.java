// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
        assertThat(filler.shown).hasSize(2);
        assertThat(filler.shown.get(0).picture()).isEqualTo(black.crop(0, 0, 8, 8)); // as it is
    }

    /** A picture of 60 x 40 pixels of which these are missing. */
    private static Mask without(int... pixels) {
        boolean[] known = new boolean[60 * 40];
        Arrays.fill(known, true);
        for (int pixel : pixels) {
            known[pixel] = false;
        }
        return Mask.of(60, 40, known);
    }

    @Test
    void theFirstWindowDrawsFromTheSeedAndEachOtherFromItsPlace() {
        Picture picture = Drawn.noise(60, 40, 3);
        int first = 5 * 60 + 5;
        int second = 9 * 60 + 50;
        int third = 30 * 60 + 20;
        inpainter.fill(picture, without(first, second, third), ONE);
        inpainter.fill(picture, without(first, third), ONE);
        inpainter.fill(picture, without(first, third), ONE.withCount(2));

        assertThat(filler.calls).containsExactly(1, 2, 1, 1, 2, 2); // first windows together, then all others
        List<Long> images = filler.images;
        assertThat(images.subList(0, 3)).startsWith(0L).doesNotHaveDuplicates();
        assertThat(images.subList(3, 5)).containsExactly(0L, images.get(2)); // whether there is a second or not
        assertThat(images.subList(5, 9)).containsExactly(0L, 1L, images.get(2), images.get(2) + 1);
    }

    @Test
    void aNeighbourThatSharesAWindowMovesItAndOneFartherAwayDoesNot() {
        Picture picture = Drawn.noise(60, 40, 3);
        int first = 2 * 60 + 2;
        int spot = 20 * 60 + 20;
        inpainter.fill(picture, without(first, spot), ONE);
        inpainter.fill(picture, without(first, spot, 35 * 60 + 55), ONE);
        inpainter.fill(picture, without(first, spot, 21 * 60 + 15), ONE);

        Hole alone = filler.shown.get(1);
        assertThat(filler.shown.get(3).picture()).isEqualTo(alone.picture());
        assertThat(filler.shown).hasSize(2 + 3 + 2);
        assertThat(filler.shown.get(6).picture()).isNotEqualTo(alone.picture());
    }

    @Test
    void aWindowTooLargeToBeShrunkIsRefused() {
        Picture wide = Picture.of(32_000, 10, 3, new byte[960_000]);
        boolean[] known = new boolean[320_000];
        for (int i = 0; i < known.length; i++) {
            known[i] = i % 32_000 < 4_000 || i % 32_000 >= 28_000; // from edge to edge, so that it is not thin
        }
        assertThatThrownBy(() -> inpainter.fill(wide, Mask.of(32_000, 10, known), ONE))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "the hole is so large that a window of 32,000 x 32,000 pixels would have to be shown, more than can be shrunk at once. Fill a smaller hole, or shrink the picture first.");
    }

    @Test
    void aWindowSeesOtherHolesAsUnknownAndFillsOnlyItsOwn() {
        Picture picture = Drawn.noise(60, 40, 3);
        int line = 20 * 60 + 18; // six pixels; with the one to the right they would be too wide for one window
        inpainter.fill(picture, without(line, line + 1, line + 2, line + 3, line + 4, line + 5, 22 * 60 + 24), ONE);

        assertThat(filler.shown).hasSize(2);
        Hole first = filler.shown.get(0);
        assertThat(first.picture()).isEqualTo(picture.crop(17, 16, 8, 8));
        assertThat(first.mask().isKnown(24 - 17, 22 - 16)).isFalse();
        assertThat(filler.shown.get(1).mask().holeShare()).isEqualTo(5 / 64.0); // its own and four of the line
    }

    @Test
    void everyFillOfAHoleGoesThroughEveryWindow() {
        Picture picture = Drawn.noise(60, 40, 4);
        Mask mask = without(0, 60 * 40 - 1, 20 * 60 + 30);
        List<Long> heard = new ArrayList<>();
        FillRequest request = FillRequest.of(18, 0).reportingTo(heard::add); // two batches

        List<Picture> fills = inpainter.fill(picture, mask, request);

        assertThat(inpainter.evaluations(Collections.nCopies(18, new Hole(picture, mask)), request))
                .isEqualTo(5); // 16 and 2 first windows, 32 and 4 further ones
        assertThat(heard).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(filler.shown).hasSize(3 * 18);
        for (Picture fill : fills) {
            assertThat(fill.sample(0, 0, 3)).isEqualTo(255);
            assertThat(fill.sample(59, 39, 0)).isEqualTo(200);
            assertThat(fill.sample(30, 20, 1)).isEqualTo(100);
            assertThat(fill.sample(31, 20, 3)).isEqualTo(picture.sample(31, 20, 3));
        }
    }

    @Test
    void holesOfAListKeepTheirWindowsAndRows() {
        Picture picture = Drawn.noise(60, 40, 3);
        Hole two = new Hole(picture, without(0, 60 * 40 - 1));
        Hole one = new Hole(picture, without(20 * 60 + 30));
        List<Picture> fills = inpainter.fillEach(List.of(two, one, two, new Hole(picture, Mask.allKnown(60, 40))), ONE);

        assertThat(filler.shown).hasSize(4 + 2); // the first windows of all rows, then the two second ones
        assertThat(fills.get(0).sample(59, 39, 0)).isEqualTo(200);
        assertThat(fills.get(1).sample(30, 20, 0)).isEqualTo(200);
        assertThat(fills.get(1).sample(59, 39, 0)).isEqualTo(picture.sample(59, 39, 0));
        assertThat(fills.get(2)).isEqualTo(fills.get(0));
        assertThat(fills.get(3)).isEqualTo(picture);
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
        assertThatThrownBy(() -> new Jumps(10, 1_000_000_000))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "jumps of which each part is walked 1000000000 times were asked for; 1000 times are the most. The paper has 10, and each walk costs as much as the first.");
        assertThatThrownBy(() -> new Jumps(0, 3))
                .hasMessage(
                        "jumps of 0 steps, each part walked 3 times, were asked for; both must be at least 1. The paper has 10 and 10.");
    }
}

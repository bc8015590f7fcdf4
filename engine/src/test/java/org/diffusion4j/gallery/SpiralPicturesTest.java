// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.diffusion4j.data.Spiral;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.schedule.NoiseSchedule;
import org.junit.jupiter.api.Test;

class SpiralPicturesTest {
    private static final float[] NOISY = Spiral.noisy(512, 0.04, 7);

    private static int[] rgb(BufferedImage picture, int x, int y, int width, int height) {
        int[] pixels = picture.getRGB(x, y, width, height, null, 0, width);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] &= 0xFFFFFF;
        }
        return pixels;
    }

    private static long count(int[] pixels, IntPredicate wanted) {
        return Arrays.stream(pixels).filter(wanted).count();
    }

    private static boolean isColourful(int c) {
        int high = Math.max(c >> 16, Math.max(c >> 8 & 255, c & 255));
        int low = Math.min(c >> 16, Math.min(c >> 8 & 255, c & 255));
        return high - low > 100;
    }

    private static boolean isRed(int c) {
        return (c >> 16) > 200 && (c >> 8 & 255) < 80 && (c & 255) < 80;
    }

    private static boolean isBlue(int c) {
        return (c & 255) - (c >> 16) > 100;
    }

    private static boolean isOrange(int c) {
        return (c >> 16) - (c & 255) > 150;
    }

    @Test
    void aCloudShowsItsPointsInAllThreeViewsInColoursFromVioletToRed() {
        BufferedImage picture = SpiralPictures.cloud(NOISY, "Noisy data");
        assertThat(picture.getWidth()).isEqualTo(1800);
        assertThat(picture.getHeight()).isEqualTo(600);
        for (int panel = 0; panel < 3; panel++) {
            int[] pixels = rgb(picture, 600 * panel, 80, 600, 520);
            assertThat(count(pixels, SpiralPicturesTest::isColourful))
                    .as("panel %d", panel)
                    .isGreaterThan(2000);
            assertThat(count(pixels, c -> isBlue(c) && (c >> 8 & 255) < 130)).isGreaterThan(50);
            assertThat(count(pixels, c -> isOrange(c) && (c >> 8 & 255) < 110)).isGreaterThan(50);
        }
    }

    @Test
    void cloudsThatFitTheSameCubeAreDrawnInTheSameBox() {
        BufferedImage clean = SpiralPictures.cloud(Spiral.curve(256), "");
        BufferedImage noisy = SpiralPictures.cloud(NOISY, "");
        // The lower left corner of each view: numbers and words of the axes, no points.
        for (int panel = 0; panel < 3; panel++) {
            assertThat(rgb(clean, 600 * panel, 460, 250, 140)).isEqualTo(rgb(noisy, 600 * panel, 460, 250, 140));
        }
    }

    @Test
    void theBoxIsTheSmallestUsualCubeThatHoldsNearlyAllPoints() {
        assertThat(SpiralBox.cubeFor(new float[0])).isEqualTo(1.5);
        assertThat(SpiralBox.cubeFor(NOISY)).isEqualTo(1.5);
        assertThat(SpiralBox.cubeFor(new float[] {1.9f, 0, 0})).isEqualTo(2);
        assertThat(SpiralBox.cubeFor(new float[] {0, -2.4f, 0})).isEqualTo(2.5);
        assertThat(SpiralBox.cubeFor(NOISY, new float[] {0, 0, 3})).isEqualTo(4);
        assertThat(SpiralBox.cubeFor(new float[] {0, 0, 80})).isZero();
        assertThat(SpiralBox.cubeFor(new float[] {Float.NaN, 0, 80})).isEqualTo(1.5);
        float[] withStrays = NOISY.clone();
        Arrays.fill(withStrays, 0, 15, 90);
        assertThat(SpiralBox.cubeFor(withStrays)).isEqualTo(1.5);
        Arrays.fill(withStrays, 0, 18, 90);
        assertThat(SpiralBox.cubeFor(withStrays)).isZero();
    }

    @Test
    void theTitleTellsHowManyPointsLieOutsideTheBox() {
        assertThat(SpiralBox.note("Samples", new float[] {9, 0, 0, 0, 0, 0}, 1.5))
                .isEqualTo("Samples \u00b7 1 point outside the box");
        assertThat(SpiralBox.note("Samples", new float[] {9, 0, 0, 0, 7, 0}, 1.5))
                .isEqualTo("Samples \u00b7 2 points outside the box");
        assertThat(SpiralBox.note("Samples", NOISY, 1.5)).isEqualTo("Samples");
        assertThat(SpiralBox.note("Samples", new float[] {90, 0, 0}, 0)).isEqualTo("Samples");
    }

    @Test
    void samplesFarOutAreAllInsideThePictureAndItsCurveIsThere() {
        float[] wild = new float[3 * 500];
        for (int i = 0; i < wild.length; i++) {
            wild[i] = (float) (400 * Math.sin(1.7 * i * i));
        }
        BufferedImage picture = SpiralPictures.cloud(wild, "Before training");
        for (int panel = 0; panel < 3; panel++) {
            assertThat(count(rgb(picture, 600 * panel, 80, 600, 520), SpiralPicturesTest::isColourful))
                    .as("panel %d", panel)
                    .isGreaterThan(3000);
        }
    }

    @Test
    void pointsThatAreNotFiniteAreCountedInTheTitleAndLeftOut() {
        float[] broken = NOISY.clone();
        broken[4] = Float.NaN;
        broken[900] = Float.NEGATIVE_INFINITY;
        assertThat(Ranks.byX(new float[] {2, 0, 0, Float.NaN, 0, 0, 1, 0, 0, 3, Float.POSITIVE_INFINITY, 0}))
                .containsExactly(1, Float.NaN, 0, Float.NaN);
        int[] told = rgb(SpiralPictures.cloud(broken, "Samples"), 0, 0, 900, 68);
        int[] untold = rgb(SpiralPictures.cloud(NOISY, "Samples"), 0, 0, 900, 68);
        assertThat(count(told, c -> c != 0xFFFFFF)).isGreaterThan(2 * count(untold, c -> c != 0xFFFFFF));
        int[] written = rgb(SpiralPictures.cloud(NOISY, "Samples \u00b7 2 points are not finite"), 0, 0, 900, 68);
        assertThat(told).isEqualTo(written);
    }

    @Test
    void theScheduleShowsTheDataFallingAndTheNoiseRising() {
        double[] beta = new double[500];
        Arrays.setAll(beta, i -> 1e-4 + (0.02 - 1e-4) * i / 499);
        BufferedImage picture = SpiralPictures.schedule(NoiseSchedule.ofBetas("linear", beta));
        assertThat(picture.getWidth()).isEqualTo(1600);
        assertThat(picture.getHeight()).isEqualTo(900);
        assertThat(rowOf(picture, 300, SpiralPicturesTest::isBlue))
                .isLessThan(rowOf(picture, 300, SpiralPicturesTest::isOrange));
        assertThat(rowOf(picture, 1400, SpiralPicturesTest::isBlue))
                .isGreaterThan(rowOf(picture, 1400, SpiralPicturesTest::isOrange) + 300);
    }

    /** The middle of what has this colour in a column, below the legend. */
    private static double rowOf(BufferedImage picture, int column, IntPredicate wanted) {
        int[] pixels = rgb(picture, column, 160, 1, 740);
        double sum = 0;
        for (int y = 0; y < pixels.length; y++) {
            sum += wanted.test(pixels[y]) ? y : 0;
        }
        return sum / count(pixels, wanted);
    }

    @Test
    void aSpreadMarksTheNoisyPointInEachViewBesideTheEnds() {
        BufferedImage picture = SpiralPictures.spread(new float[] {0.4f, 1.2f, -0.9f}, 120, NOISY);
        assertThat(picture.getWidth()).isEqualTo(1800);
        for (int panel = 0; panel < 3; panel++) {
            int[] pixels = rgb(picture, 600 * panel, 80, 600, 520);
            assertThat(count(pixels, SpiralPicturesTest::isRed))
                    .as("panel %d", panel)
                    .isGreaterThan(90);
            assertThat(count(pixels, SpiralPicturesTest::isBlue)).isGreaterThan(2000);
        }
    }

    @Test
    void theTitleOfASpreadNamesTheStep() {
        float[] point = {0.4f, 1.2f, -0.9f};
        int[] one = rgb(SpiralPictures.spread(point, 120, NOISY), 0, 0, 1000, 68);
        int[] other = rgb(SpiralPictures.spread(point, 121, NOISY), 0, 0, 1000, 68);
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void endsThatAreNotFiniteSendNoRays() {
        float[] point = {0.4f, 1.2f, -0.9f};
        float[] ends = {0, 0.5f, 0, Float.NaN, 0, 0};
        float[] alone = {0, 0.5f, 0};
        assertThat(rgb(SpiralPictures.spread(point, 3, ends), 0, 80, 1800, 520))
                .isEqualTo(rgb(SpiralPictures.spread(point, 3, alone), 0, 80, 1800, 520));
    }

    @Test
    void wrongShapesAreRefusedInASentence() {
        assertThatThrownBy(() -> SpiralPictures.spread(new float[6], 3, NOISY))
                .isInstanceOf(ShapeException.class)
                .hasMessage("The noisy point of a spread has 6 numbers and needs 3: x, y, z. Pass one point; draw"
                        + " several as several pictures.");
        assertThatThrownBy(() -> SpiralPictures.cloud(new float[4], "four"))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("Pass an array of shape (n, 3).");
    }
}

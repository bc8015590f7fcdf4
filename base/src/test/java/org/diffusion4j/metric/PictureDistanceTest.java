// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.junit.jupiter.api.Test;

class PictureDistanceTest {
    private static Picture grey(int width, int height, int... samples) {
        byte[] bytes = new byte[samples.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) samples[i];
        }
        return Picture.of(width, height, 1, bytes);
    }

    private static Picture constant(int side, int sample) {
        int[] samples = new int[side * side];
        Arrays.fill(samples, sample);
        return grey(side, side, samples);
    }

    @Test
    void distancesAreThoseOfTheSamples() {
        Picture a = grey(2, 1, 0, 100);
        Picture b = grey(2, 1, 51, 49);
        // differences 51 and 51: one fifth of 255; mean square 51², so 20 log10(255 / 51)
        assertThat(PictureDistance.l1(a, b)).isEqualTo(0.2, within(1e-12));
        assertThat(PictureDistance.psnr(a, b)).isEqualTo(20 * Math.log10(5), within(1e-12));
        assertThat(PictureDistance.psnr(a, a)).isInfinite();
        assertThat(PictureDistance.l1InHole(a, grey(2, 1, 51, 100), Mask.of(2, 1, false, true)))
                .isEqualTo(0.2, within(1e-12));
    }

    @Test
    void similarityIsOneForEqualPicturesAndLessForOthers() {
        Picture a = constant(12, 100);
        assertThat(StructuralSimilarity.of(a, a)).isEqualTo(1, within(1e-12));
        // constant pictures differ in their means alone: (2·m·n + C1) / (m² + n² + C1)
        double c1 = 2.55 * 2.55;
        assertThat(StructuralSimilarity.of(a, constant(12, 50)))
                .isEqualTo((2 * 100 * 50 + c1) / (100 * 100 + 50 * 50 + c1), within(1e-9));
    }

    @Test
    void picturesThatCannotBeComparedAreRefusedInASentence() {
        assertThatThrownBy(() -> PictureDistance.l1(constant(2, 0), constant(3, 0)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "pictures of 2 x 2 pixels with 1 channels and 3 x 3 with 1 cannot be compared. Give two of one size.");
        assertThatThrownBy(() -> PictureDistance.l1InHole(constant(2, 0), constant(2, 0), Mask.allKnown(3, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("a mask of 3 x 2 pixels does not fit a picture of 2 x 2. Give a mask of the same size.");
        assertThatThrownBy(() -> PictureDistance.l1InHole(constant(2, 0), constant(2, 0), Mask.allKnown(2, 2)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "a distance within the hole of a mask was asked for, and the mask has no hole. Leave such pictures out.");
        assertThatThrownBy(() -> StructuralSimilarity.of(constant(10, 0), constant(10, 0)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "pictures of 10 x 10 pixels are smaller than the window of structural similarity, which has 11 a side. Give larger ones.");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {
    private static Picture grey(int width, int height, int... samples) {
        return Picture.of(width, height, 1, bytes(samples));
    }

    private static byte[] bytes(int... samples) {
        byte[] bytes = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            bytes[i] = (byte) samples[i];
        }
        return bytes;
    }

    @Test
    void samplesLieRowByRowPixelByPixel() {
        Picture picture = Picture.of(2, 1, 3, bytes(1, 2, 3, 250, 251, 252));
        assertThat(picture.sample(1, 0, 2)).isEqualTo(252);
        assertThat(picture.sample(0, 0, 1)).isEqualTo(2);
        assertThat(picture).hasToString("Picture of 2 x 1 pixels with 3 channels");
        assertThat(picture).isEqualTo(Picture.of(2, 1, 3, bytes(1, 2, 3, 250, 251, 252)));
        assertThat(picture).isNotEqualTo(Picture.of(1, 2, 3, bytes(1, 2, 3, 250, 251, 252)));
        assertThat(picture).hasSameHashCodeAs(Picture.of(2, 1, 3, picture.samples()));
    }

    @Test
    void aPartIsCutOut() {
        Picture part = grey(3, 2, 1, 2, 3, 4, 5, 6).crop(1, 0, 2, 2);
        assertThat(part).isEqualTo(grey(2, 2, 2, 3, 5, 6));
    }

    @Test
    void mirroringTwiceIsNothing() {
        Picture picture = Picture.of(3, 1, 3, bytes(1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(picture.mirrored().samples()).containsExactly(7, 8, 9, 4, 5, 6, 1, 2, 3);
        assertThat(picture.mirrored().mirrored()).isEqualTo(picture);
    }

    /** 200 at opacity 51 (a fifth) on white: 200/5 + 255·4/5 = 244; on black 40. */
    @Test
    void opacityIsLaidOnTheBackground() {
        Picture picture = Picture.of(1, 1, 4, bytes(200, 0, 255, 51));
        assertThat(picture.over(Background.WHITE)).isEqualTo(Picture.of(1, 1, 3, bytes(244, 204, 255)));
        assertThat(picture.over(Background.BLACK)).isEqualTo(Picture.of(1, 1, 3, bytes(40, 0, 51)));
        Picture opaque = Picture.of(1, 1, 3, bytes(1, 2, 3));
        assertThat(opaque.over(Background.WHITE)).isSameAs(opaque);
    }

    /** 0.299 · 255 = 76.2, 0.587 · 255 = 149.7, 0.114 · 255 = 29.1. */
    @Test
    void greyIsTheLumaAndColorRepeatsGrey() {
        Picture colors = Picture.of(3, 1, 3, bytes(255, 0, 0, 0, 255, 0, 0, 0, 255));
        assertThat(colors.grey()).isEqualTo(grey(3, 1, 76, 150, 29));
        assertThat(grey(1, 1, 9).colored()).isEqualTo(Picture.of(1, 1, 3, bytes(9, 9, 9)));
        assertThat(colors.colored()).isSameAs(colors);
    }

    @Test
    void bytesBecomeNumbersAroundZero() {
        assertThat(Picture.symmetric(0)).isEqualTo(-1);
        assertThat(Picture.symmetric(255)).isEqualTo(1);
        assertThat(Picture.symmetric(128)).isEqualTo((float) (128 / 127.5 - 1));
    }

    @ParameterizedTest
    @CsvSource({
        "0.7372548, 222, 221", // 221.5 before the rounding in one order of the arithmetic, a little less in the other
        "-1, 0, 0",
        "1, 255, 255",
        "0, 128, 128", // 127.5, to the even one
        "1e30, 255, 255",
        "-Infinity, 0, 0",
        "NaN, 0, 0"
    })
    void numbersBecomeBytesAsTheLibraryAndMatRoundThem(float symmetric, int library, int mat) {
        assertThat(Picture.sampleOf(symmetric)).isEqualTo(library);
        assertThat(Picture.sampleOfMat(symmetric)).isEqualTo(mat);
    }

    @Test
    void numbersThatDoNotFitAreRefusedInASentence() {
        assertThatThrownBy(() -> Picture.of(2, 2, 3, new byte[5]))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "A picture of 2 x 2 pixels with 3 channels has 12 samples, but 5 were given. Pass all of them, row by row.");
        assertThatThrownBy(() -> Picture.of(1, 1, 2, new byte[2]))
                .hasMessage(
                        "A picture of 2 channels was given; 1 (grey), 3 (colour) and 4 (colour with opacity) are allowed. Convert it first.");
        assertThatThrownBy(() -> Picture.of(0, 1, 1, new byte[0])).hasMessageContaining("0 x 1 pixels");
        assertThatThrownBy(() -> grey(2, 2, 1, 2, 3, 4).crop(1, 1, 2, 1))
                .isInstanceOf(ShapeException.class)
                .hasMessage("The part of 2 x 1 pixels at (1, 1) leaves the picture of 2 x 2. Stay inside.");
    }

    @Test
    void backgroundsHaveNamesAndDigits() {
        assertThat(Background.of("White")).isEqualTo(Background.WHITE);
        assertThat(Background.of("#FFcc00")).isEqualTo(new Background(255, 204, 0));
        assertThat(Background.of(Background.GREY.toString())).isEqualTo(Background.GREY);
        assertThatThrownBy(() -> Background.of("snow"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "background must be white, black, grey or a colour such as #ffcc00 but was 'snow'. White is usual.");
        assertThatThrownBy(() -> new Background(0, 256, 0))
                .hasMessage(
                        "background (0, 256, 0) is no colour; each channel lies in 0 to 255. White is (255, 255, 255).");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskTest {
    private static final byte WHITE = (byte) 255;

    @Test
    void whiteMeansWhatTheFactorySays() {
        Picture white = Picture.of(3, 1, 1, new byte[] {WHITE, 127, (byte) 128});
        Mask known = Mask.ofKnown(white);
        assertThat(known.knownValues()).containsExactly(1, 0, 1);
        assertThat(Mask.ofHole(white)).isEqualTo(known.inverse());
        assertThat(known.isKnown(1, 0)).isFalse();
        assertThat(known.picture()).isEqualTo(Picture.of(3, 1, 1, new byte[] {WHITE, 0, WHITE}));
        assertThat(known.holeShare()).isEqualTo(1.0 / 3, within(1e-12));
        assertThat(Mask.allKnown(4, 2).holeShare()).isZero();
        assertThat(known).hasToString("Mask of 3 x 1 pixels, 33 % to fill").hasSameHashCodeAs(Mask.ofKnown(white));
    }

    @Test
    void whatIsNotDrawnIsNotWhite() {
        byte[] whiteEverywhere = new byte[3 * 4];
        Arrays.fill(whiteEverywhere, WHITE);
        whiteEverywhere[3] = 0; // clear
        whiteEverywhere[7] = 127; // less than half
        Picture layer = Picture.of(3, 1, 4, whiteEverywhere);
        assertThat(Mask.ofHole(layer)).isEqualTo(Mask.of(3, 1, true, true, false));
        assertThat(Mask.ofKnown(layer)).isEqualTo(Mask.of(3, 1, false, false, true));
    }

    @Test
    void aMaskOfTooFewPixelsIsRefusedInASentence() {
        assertThatThrownBy(() -> Mask.of(2, 2, true, false))
                .isInstanceOf(ShapeException.class)
                .hasMessage("A mask of 2 x 2 pixels has 4 of them, but 2 were given. Pass all of them, row by row.");
    }

    @Test
    void aStreamDecidesTheMask() {
        MaskGenerator generator = new MaskGenerator(64, MaskConfig.defaults());
        List<Mask> masks = generator.list(20, 3);
        assertThat(generator.list(5, 3)).isEqualTo(masks.subList(0, 5));
        assertThat(generator.list(5, 4)).isNotEqualTo(masks.subList(0, 5));
        assertThat(masks).doesNotHaveDuplicates();
        assertThat(generator.draw(RandomStream.of(3, "mask", 7))).isEqualTo(masks.get(7));
    }

    @ParameterizedTest
    @CsvSource({"32, LARGE, 0, 0.3", "64, LARGE, 0.5, 1", "128, LARGE, 0.2, 0.4", "5, SMALL, 0, 1"})
    void everyHoleLiesInItsRange(int side, MaskConfig.Kind kind, double least, double most) {
        MaskGenerator generator = new MaskGenerator(side, new MaskConfig(kind, least, most));
        assertThat(generator.list(30, 1)).allSatisfy(mask -> {
            assertThat(mask.width()).isEqualTo(side);
            assertThat(mask.holeShare()).isGreaterThan(least).isLessThan(most);
        });
    }

    @Test
    void rangesThatCannotBeAreRefusedInASentence() {
        assertThatThrownBy(() -> MaskConfig.defaults().between(0.5, 0.5))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "least and most must lie in [0, 1] with least below most but were 0.5 and 0.5. 0 and 1 allow every hole.");
        assertThatThrownBy(() -> new MaskGenerator(3, MaskConfig.defaults()))
                .hasMessage("a random mask must have 4 to 65535 pixels a side but 3 were asked for. 256 is usual.");
        assertThatThrownBy(() -> new MaskGenerator(64, new MaskConfig(MaskConfig.Kind.SMALL, 0.2, 0.4)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "holes of more than 0.2 and less than 0.4 leave nothing to draw where kind is small, because narrow ranges are drawn with fewer shapes. Use kind large, or a range that reaches further up.");
        MaskGenerator narrow = new MaskGenerator(8, MaskConfig.defaults().between(0.9999, 1));
        assertThatThrownBy(() -> narrow.draw(RandomStream.of(0, "mask")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "no hole of more than 0.9999 and less than 1.0 of the picture was drawn in 2000 tries. Give a wider range.");
    }

    @Test
    void numbersBecomeTheNearestSample() {
        assertThat(List.of(-2f, -1f, -0.5f, 0f, 0.5f, 1f, Float.NaN).stream().map(Picture::sampleOf))
                .containsExactly(0, 0, 64, 128, 191, 255, 0);
        for (int sample = 0; sample < 256; sample++) {
            assertThat(Picture.sampleOf(Picture.symmetric(sample))).isEqualTo(sample);
        }
    }
}

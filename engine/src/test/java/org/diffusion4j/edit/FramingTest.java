// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.diffusion4j.image.Picture;
import org.junit.jupiter.api.Test;

class FramingTest {
    private static Framing of(int width, int height, int net, Box hole) {
        return new Framings(width, height, net, net, 1).of(hole);
    }

    @Test
    void aRowIsContinuedAsAMirrorWouldShowIt() {
        assertThat(IntStream.rangeClosed(-5, 8).map(at -> Framing.reflected(at, 4)))
                .containsExactly(1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2);
        assertThat(IntStream.rangeClosed(-2, 2).map(at -> Framing.reflected(at, 1)))
                .containsOnly(0);
    }

    @Test
    void aSmallPictureLiesInTheMiddle() {
        Framing framing = of(4, 6, 8, new Box(1, 1, 2, 2));
        assertThat(framing).isEqualTo(new Framing(-2, -1, 8, 8, 8, 8));

        Picture picture = Drawn.noise(4, 6, 1);
        Hole shown = framing.of(new Hole(picture, Drawn.hole(4, 6, 1, 1, 1, 1)));
        assertThat(shown.picture().crop(2, 1, 4, 6)).isEqualTo(picture);
        assertThat(shown.picture().sample(0, 1, 0)).isEqualTo(picture.sample(2, 0, 0)); // mirrored over column 0
        assertThat(shown.mask().isKnown(3, 2)).isFalse();
        assertThat(shown.mask().isKnown(1, 2)).isFalse(); // its mirror image is no more known than itself
    }

    @Test
    void theWindowStaysInThePicture() {
        assertThat(of(100, 100, 16, new Box(0, 98, 2, 100))).isEqualTo(new Framing(0, 84, 16, 16, 16, 16));
    }

    @Test
    void aHoleThatLeavesTooLittleAroundItIsShrunk() {
        // 24 pixels of at most three quarters need a window of 32
        assertThat(of(100, 100, 16, new Box(40, 50, 64, 60))).isEqualTo(new Framing(36, 39, 32, 32, 16, 16));
        // but never more than the picture
        assertThat(of(40, 20, 16, new Box(0, 0, 40, 20))).isEqualTo(new Framing(0, -10, 40, 40, 16, 16));
    }

    @Test
    void aShrunkPixelIsKnownWhereEverythingBelowItIs() {
        Framing framing = new Framing(0, 0, 24, 24, 16, 16);
        Hole shown = framing.of(new Hole(Drawn.noise(24, 24, 3), Drawn.hole(24, 24, 3, 0, 1, 24)));

        // column 3 of 24 lies below column 2 of 16, which covers 3 to 4.5
        assertThat(shown.mask().isKnown(1, 5)).isTrue();
        assertThat(shown.mask().isKnown(2, 5)).isFalse();
        assertThat(shown.mask().isKnown(3, 5)).isTrue();
    }
}

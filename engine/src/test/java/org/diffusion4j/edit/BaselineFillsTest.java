// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.junit.jupiter.api.Test;

class BaselineFillsTest {
    private static final FillRequest ONE = FillRequest.of(1, 0);

    @Test
    void aSlopeIsContinuedThroughAHole() {
        // 10 x + 5 y is harmonic: every pixel is the mean of its four neighbours
        byte[] samples = new byte[144];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (10 * (i % 12) + 5 * (i / 12));
        }
        Picture slope = Picture.of(12, 12, 1, samples);
        Mask mask = Drawn.hole(12, 12, 3, 4, 6, 5);

        assertThat(new LaplaceFill(12, 12, 1).fill(List.of(new Hole(slope, mask)), List.of(0L), ONE))
                .containsExactly(slope);
    }

    @Test
    void atTheEdgeOnlyTheNeighboursInThePictureCount() {
        // of three pixels the last two are unknown: both end at the value of the first
        Picture row = Picture.of(3, 1, 1, new byte[] {90, 0, 0});
        Picture filled = new LaplaceFill(3, 1, 1)
                .fill(List.of(new Hole(row, Mask.of(3, 1, true, false, false))), List.of(0L), ONE)
                .get(0);

        assertThat(filled).isEqualTo(Picture.of(3, 1, 1, new byte[] {90, 90, 90}));
    }

    @Test
    void theMeanIsThatOfTheKnownPixels() {
        Picture picture = Picture.of(2, 2, 1, new byte[] {10, 20, 60, 99});
        Picture filled = new MeanFill(2, 2, 1)
                .fill(List.of(new Hole(picture, Mask.of(2, 2, true, true, true, false))), List.of(0L), ONE)
                .get(0);

        assertThat(filled.sample(1, 1, 0)).isEqualTo(30);
    }

    @Test
    void withoutAKnownPixelBothFillWithTheMiddle() {
        Hole hole = new Hole(Drawn.noise(4, 4, 3), Mask.allKnown(4, 4).inverse());

        for (HoleFiller filler : List.of(new MeanFill(4, 4, 3), new LaplaceFill(4, 4, 3))) {
            assertThat(filler.fill(List.of(hole), List.of(0L), ONE).get(0).samples())
                    .containsOnly((byte) 128);
        }
    }
}

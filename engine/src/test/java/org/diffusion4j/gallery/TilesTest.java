// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;

class TilesTest {
    @Test
    void numbersFromMinusOneToOneAreLevelsFromBlackToFull() {
        // two pixels: red from the first plane, green from the second, blue from the third
        List<BufferedImage> tiles = Tiles.of(new float[] {-1, 1, 0, -3, 0.5f, 7}, 1, 3, 1, 2);
        assertThat(tiles).hasSize(1);
        assertThat(tiles.get(0).getRGB(0, 0) & 0xFFFFFF).isEqualTo(0x0080BF);
        assertThat(tiles.get(0).getRGB(1, 0) & 0xFFFFFF).isEqualTo(0xFF00FF);
    }

    @Test
    void everyLevelOfAByteComesBackAsItWas() {
        float[] values = new float[256];
        for (int level = 0; level < 256; level++) {
            values[level] = level / 127.5f - 1;
        }
        BufferedImage grey = Tiles.of(values, 1, 1, 16, 16).get(0);
        for (int level = 0; level < 256; level++) {
            assertThat(grey.getRGB(level % 16, level / 16) & 0xFFFFFF).isEqualTo(level * 0x010101);
        }
    }

    @Test
    void whatIsNoPictureIsRefused() {
        assertThatThrownBy(() -> Tiles.of(new float[8], 1, 2, 2, 2))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "8 numbers of shape (1, 2, 2, 2) were given as pictures, which are (N, 1, H, W) in grey or (N, 3, H, W) in colour. Pass such.");
    }
}

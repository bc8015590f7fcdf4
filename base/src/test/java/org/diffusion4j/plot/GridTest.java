// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;

class GridTest {
    private static BufferedImage tile(int grey) {
        BufferedImage tile = new BufferedImage(2, 3, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 6; i++) {
            tile.getRaster().setSample(i % 2, i / 2, 0, grey + i);
        }
        return tile;
    }

    @Test
    void eachPixelBecomesASquareOfItsOwnExactGrey() {
        BufferedImage sheet =
                Grid.of(List.of(tile(60), tile(120), tile(200)), 2).scaled(4).draw();
        // Margin 24, tiles of 8 x 12, gap 10.
        assertThat(sheet.getWidth()).isEqualTo(24 + 8 + 10 + 8 + 24);
        assertThat(sheet.getHeight()).isEqualTo(24 + 12 + 10 + 12 + 24);
        assertThat(sheet.getRGB(24, 24) & 0xFFFFFF).isEqualTo(60 * 0x010101);
        assertThat(sheet.getRGB(27, 27) & 0xFFFFFF).isEqualTo(60 * 0x010101);
        assertThat(sheet.getRGB(28, 27) & 0xFFFFFF).isEqualTo(61 * 0x010101);
        assertThat(sheet.getRGB(31, 35) & 0xFFFFFF).isEqualTo(65 * 0x010101);
        assertThat(sheet.getRGB(42, 24) & 0xFFFFFF).isEqualTo(120 * 0x010101);
        assertThat(sheet.getRGB(24, 46) & 0xFFFFFF).isEqualTo(200 * 0x010101);
        assertThat(sheet.getRGB(46, 52) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    }

    @Test
    void wordsMakeRoomForThemselvesAndAreNeverCutOff() {
        List<BufferedImage> tiles = List.of(tile(10), tile(20));
        BufferedImage bare = Grid.of(tiles, 2).draw();
        BufferedImage worded = Grid.of(tiles, 2)
                .captioned(List.of("a rather long caption", "b"))
                .rowsNamed(List.of("the first row"))
                .titled("A title that is wider than two small tiles")
                .draw();
        assertThat(worded.getWidth()).isGreaterThan(bare.getWidth() + 300);
        assertThat(worded.getHeight()).isGreaterThan(bare.getHeight() + 40);
        assertThat(Edges.ink(worded, 12)).isZero();
    }

    @Test
    void transparentPixelsLieOnWhitePaper() {
        BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(0, 0, 0x80000000);
        int seen = Grid.of(List.of(clear), 1).draw().getRGB(24, 24) & 0xFF;
        assertThat(seen).isBetween(126, 128);
    }

    @Test
    void aStripIsOneTitledRow() {
        BufferedImage strip = StepStrip.draw(List.of(tile(10), tile(20), tile(30)), List.of("2", "4", "6"), 10);
        assertThat(strip.getWidth()).isEqualTo(2 * 24 + 3 * 20 + 2 * 10);
        assertThat(strip.getRGB(24 + 60, strip.getHeight() - 25) & 0xFF).isEqualTo(34);
    }

    @Test
    void evenlyPickedStepsBeginAndEndTheStrip() {
        assertThat(StepStrip.evenly(16, 8))
                .hasSize(8)
                .startsWith(0)
                .endsWith(15)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(StepStrip.evenly(3, 8)).containsExactly(0, 1, 2);
        assertThat(StepStrip.evenly(1, 8)).containsExactly(0);
        assertThatThrownBy(() -> StepStrip.evenly(0, 8))
                .isInstanceOf(ConfigException.class)
                .hasMessage("8 of 0 steps were asked for; a strip shows at least 2 of at least 1. Ask for more.");
    }

    @Test
    void wrongInputIsRefusedInSentences() {
        assertThatThrownBy(() -> Grid.of(new ArrayList<>(), 3))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "A grid of 0 pictures in 3 columns, enlarged 1 times, cannot be drawn; each number must be at least 1. Raise the one that is not.");
        assertThatThrownBy(() -> Grid.of(List.of(tile(1), Pixels.paper(4, 4)), 2))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "Picture 1 of the grid has 4 x 4 pixels, the first has 2 x 3. Resize them to one size first.");
        assertThatThrownBy(() -> Grid.of(List.of(tile(1), tile(2)), 2).captioned(List.of("a")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("1 captions were given for a grid with 2 pictures. Pass one a picture, or none.");
    }
}

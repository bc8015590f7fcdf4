// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class BarsTest {
    private static final Bars BARS = Bars.titled("Shares & goals")
            .with(new Bars.Bar("short", 0.25, Double.NaN, 0))
            .with(new Bars.Bar("long", 1, 0.5, 1));

    @Test
    void theLongestBarFillsTheWidthAndTheOthersTheirShareOfIt() {
        BufferedImage picture = BARS.draw();
        assertThat(picture.getWidth()).isEqualTo(1760);
        assertThat(picture.getHeight()).isEqualTo(2 * (56 + 2 * 30 + 20));
        assertThat(isInk(picture, 420, 65)).as("within the short bar").isTrue();
        assertThat(isInk(picture, 580, 65))
                .as("behind the short bar and its number")
                .isFalse();
        assertThat(isInk(picture, 700, 95)).as("within the long bar").isTrue();
    }

    @Test
    void theDocumentHasNamesAndNumbers() {
        assertThat(BARS.svg()).contains("Shares &amp; goals", ">short<", ">0.25<", ">long<", ">1.00<");
    }

    @Test
    void aLengthThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Bars.Bar("x", Double.NaN, 1, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the bar 'x' cannot have the length NaN. Give a number of 0 or more.");
    }

    private static boolean isInk(BufferedImage picture, int x, int y) {
        return (picture.getRGB(2 * x, 2 * y) & 0xFFFFFF) != 0xFFFFFF;
    }
}

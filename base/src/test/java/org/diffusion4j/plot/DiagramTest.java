// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagramTest {
    private static final Diagram DIAGRAM = Diagram.titled("A <net>", 300, 200)
            .with(new Diagram.Box(20, 80, 100, 40, "in", "3 & 4", 0))
            .with(new Diagram.Box(180, 80, 100, 40, "out", "", 1))
            .with(new Diagram.Arrow(120, 100, 180, 100, "skip", true));

    @Test
    void boxesAreFilledAndArrowsLeadBetweenThem() {
        BufferedImage picture = DIAGRAM.draw();
        assertThat(picture.getWidth()).isEqualTo(600);
        assertThat(picture.getRGB(2 * 30, 2 * 90) & 0xFFFFFF).as("inside a box").isNotEqualTo(0xFFFFFF);
        assertThat(picture.getRGB(2 * 150, 2 * 150) & 0xFFFFFF).as("outside").isEqualTo(0xFFFFFF);
        assertThat(picture.getRGB(2 * 179, 2 * 100) & 0xFFFFFF)
                .as("head of the arrow")
                .isNotEqualTo(0xFFFFFF);
    }

    @Test
    void theDocumentHasTheSameWordsAndIsWrittenWhole(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("new/figure.svg");
        DIAGRAM.writeSvg(file);
        assertThat(Files.readString(file))
                .isEqualTo(DIAGRAM.svg())
                .contains("A &lt;net&gt;", ">3 &amp; 4<", ">skip<", "stroke-dasharray", "<rect x=\"180\" y=\"80\"");
    }

    @Test
    void aSizeOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Diagram.titled("", 99, 200))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "A diagram of 99.0 x 200.0 points was asked for; each side must lie between 100 and 16384. Choose another size.");
    }
}

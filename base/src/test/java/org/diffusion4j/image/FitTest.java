// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;

class FitTest {
    /** Columns 0 to 5, each of its own brightness. */
    private static final Picture WIDE = Picture.of(6, 2, 1, new byte[] {0, 10, 20, 30, 40, 50, 0, 10, 20, 30, 40, 50});

    private static Picture fit(Fit fit, int width, int height) {
        return fit.to(width, height, Filter.BOX, new Background(7, 7, 7), WIDE);
    }

    @Test
    void cropTakesTheMiddle() {
        assertThat(fit(Fit.CROP, 2, 2).samples()).containsExactly(20, 30, 20, 30);
        assertThat(fit(Fit.CROP, 1, 2).samples()).containsExactly(20, 20);
        assertThat(fit(Fit.CROP, 6, 1).samples()).containsExactly(0, 10, 20, 30, 40, 50);
    }

    @Test
    void padKeepsAllOnTheBackground() {
        assertThat(fit(Fit.PAD, 3, 3).samples()).containsExactly(7, 7, 7, 5, 25, 45, 7, 7, 7);
        assertThat(fit(Fit.PAD, 8, 2).samples())
                .containsExactly(7, 0, 10, 20, 30, 40, 50, 7, 7, 0, 10, 20, 30, 40, 50, 7);
    }

    @Test
    void stretchIgnoresTheShape() {
        assertThat(fit(Fit.STRETCH, 3, 1).samples()).containsExactly(5, 25, 45);
    }

    @Test
    void exactTakesOneSizeOnly() {
        assertThat(fit(Fit.EXACT, 6, 2)).isSameAs(WIDE);
        assertThatThrownBy(() -> fit(Fit.EXACT, 6, 3))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "the picture has 6 x 2 pixels, and fit: exact takes 6 x 3 only. Use fit: crop, pad or stretch.");
    }

    @Test
    void opacityIsGoneAfterwards() {
        Picture clear = Picture.of(1, 1, 4, new byte[] {1, 2, 3, 0});
        for (Fit fit : Fit.values()) {
            assertThat(fit.to(1, 1, Filter.LANCZOS, Background.WHITE, clear))
                    .isEqualTo(Picture.of(1, 1, 3, new byte[] {-1, -1, -1}));
        }
    }

    @Test
    void everyShapeComesToEverySize() {
        for (int width = 1; width < 9; width++) {
            for (int height = 1; height < 9; height++) {
                Picture picture = Picture.of(width, height, 1, new byte[width * height]);
                for (Fit fit : new Fit[] {Fit.CROP, Fit.PAD, Fit.STRETCH}) {
                    Picture out = fit.to(5, 3, Filter.BICUBIC, Background.BLACK, picture);
                    assertThat(out).isEqualTo(Picture.of(5, 3, 1, new byte[15]));
                }
            }
        }
    }
}

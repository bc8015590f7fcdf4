// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class ThreeViewsTest {
    private static final Cloud3d SPIRAL = Cloud3d.of(spiral(2048));

    private static float[] spiral(int n) {
        Random random = new Random(4);
        float[] xyz = new float[3 * n];
        for (int i = 0; i < n; i++) {
            double t = 0.4228 + 0.5769 * i / (n - 1);
            xyz[3 * i] = (float) (3 * t - 2 + 0.02 * random.nextGaussian());
            xyz[3 * i + 1] = (float) (t * Math.sin(8 * Math.PI * t) + 0.02 * random.nextGaussian());
            xyz[3 * i + 2] = (float) (t * Math.cos(8 * Math.PI * t) + 0.02 * random.nextGaussian());
        }
        return xyz;
    }

    @Test
    void allThreePanelsShowThePointsAndNothingIsCutOffAtTheEdge() {
        BufferedImage picture = ThreeViews.draw(Scene3d.of(SPIRAL.named("samples")), "2,048 points on a spiral");
        assertThat(picture.getWidth()).isEqualTo(1800);
        assertThat(picture.getHeight()).isEqualTo(600);
        for (int panel = 0; panel < 3; panel++) {
            int[] rgb = Pixels.rgb(picture.getSubimage(600 * panel, 80, 600, 520));
            long dots =
                    Arrays.stream(rgb).filter(c -> (c & 255) - (c >> 16) > 100).count();
            assertThat(dots).as("panel %d", panel).isGreaterThan(4000);
        }
        assertThat(Edges.ink(picture, 6)).isZero();
    }

    @Test
    void theSameSceneGivesTheSameBytes() {
        Scene3d scene = Scene3d.of(SPIRAL).within(Limits.cube(-2, 2));
        assertThat(Png.bytes(ThreeViews.draw(scene, "once"), Map.of()))
                .isEqualTo(Png.bytes(ThreeViews.draw(scene, "once"), Map.of()));
    }

    @Test
    void withFixedLimitsOnlyThePointsMoveFromFrameToFrame() {
        Limits cube = Limits.cube(-2, 2);
        int[] empty =
                Pixels.rgb(ThreeViews.draw(Scene3d.of(Cloud3d.of(new float[0])).within(cube), ""));
        int[] full = Pixels.rgb(ThreeViews.draw(Scene3d.of(SPIRAL).within(cube), ""));
        long changed = 0;
        for (int i = 0; i < empty.length; i++) {
            changed += empty[i] != full[i] ? 1 : 0;
        }
        assertThat(changed).isBetween(5_000L, 80_000L);
    }

    @Test
    void anyNumberOfViewsButNoneIsDrawn() {
        Scene3d scene = Scene3d.of(SPIRAL);
        assertThat(ThreeViews.draw(scene, "one", List.of(new View(10, 20, "from the side")), 700, 600))
                .isNotNull();
        assertThatThrownBy(() -> ThreeViews.draw(scene, "none", List.of(), 700, 600))
                .isInstanceOf(ConfigException.class)
                .hasMessage("0 views were given and at least one is needed. Use ThreeViews.USUAL.");
    }

    @Test
    void aTitleThatIsTooLongEndsInAnEllipsisInsideThePicture() {
        BufferedImage picture = ThreeViews.draw(Scene3d.of(SPIRAL.named("samples")), "word ".repeat(100));
        assertThat(Edges.ink(picture, 6)).isZero();
        assertThat(Words.fitted("word ".repeat(100), Fonts.bold(28), 300))
                .endsWith("\u2026")
                .hasSizeLessThan(30);
    }
}

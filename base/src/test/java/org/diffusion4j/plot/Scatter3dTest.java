// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;

class Scatter3dTest {
    private static final View FRONT = View.of(0, 0);
    private static final Color RED = new Color(0xD00000);
    private static final Color BLUE = new Color(0x0000D0);

    private static Scene3d front(Layer3d... layers) {
        return Scene3d.of(layers).within(Limits.cube(-1, 1)).labelled("", "", "");
    }

    /** The colour at a point of the plane x = 0 in a picture of 600 x 500 without a title, seen from the front. */
    private static int colorAt(BufferedImage picture, double y, double z) {
        // The cube is 2.25 half edges wide and high. The space inside the margins is 500 - 14 - 64 = 422 high and
        // 600 - 2 * 98 = 404 wide, so a half edge has 404 / 2.25 pixels; its centre is (300, 14 + 211).
        return colorAt(picture, 404 / 2.25, 225, y, z);
    }

    /** The same in a picture with a title, which takes 44 pixels: 378 are left, and the centre is 44 + 14 + 189. */
    private static int colorBelowTitle(BufferedImage picture, double y, double z) {
        return colorAt(picture, 378 / 2.25, 247, y, z);
    }

    private static int colorAt(BufferedImage picture, double scale, double middle, double y, double z) {
        return picture.getRGB((int) (300 + scale * y), (int) (middle - scale * z)) & 0xFFFFFF;
    }

    @Test
    void aPointAppearsInItsColourExactlyWhereTheProjectionPutsIt() {
        Cloud3d dot = Cloud3d.of(new float[] {0, 0.5f, -0.25f})
                .colored(RED)
                .opacity(1)
                .radius(5);
        BufferedImage picture = Scatter3d.draw(front(dot), FRONT, 600, 500);
        // Half way between the far and the near corner a dot keeps 0.34 + 0.66 / 2 = 0.67 of its opacity over the
        // wall, which is 0xFAFBFC: red 0xFA + 0.67 (0xD0 - 0xFA) = 222, green 0xFB * 0.33 = 83, blue 83.
        Color seen = new Color(colorAt(picture, 0.5, -0.25));
        assertThat(seen.getRed()).isBetween(220, 224);
        assertThat(seen.getGreen()).isBetween(80, 86);
        assertThat(seen.getBlue()).isBetween(80, 86);
        assertThat(colorAt(picture, 0.4, -0.15)).isEqualTo(0xFAFBFC);
    }

    @Test
    void theNearerPointCoversTheFartherOneInEitherOrder() {
        Cloud3d near =
                Cloud3d.of(new float[] {1, 0, 0.1f}).colored(RED).opacity(1).radius(9);
        Cloud3d far =
                Cloud3d.of(new float[] {-1, 0, 0.1f}).colored(BLUE).opacity(1).radius(9);
        for (Scene3d scene : new Scene3d[] {front(near, far), front(far, near)}) {
            Color seen = new Color(colorAt(Scatter3d.draw(scene, FRONT, 600, 500), 0, 0.1));
            assertThat(seen.getRed()).isGreaterThan(2 * seen.getBlue());
        }
    }

    @Test
    void aMarkedPointIsSeenThroughWhatLiesBeforeIt() {
        Cloud3d near =
                Cloud3d.of(new float[] {1, 0, 0.1f}).colored(BLUE).opacity(1).radius(9);
        Cloud3d marked = Cloud3d.of(new float[] {-1, 0, 0.1f}).colored(RED).marked();
        BufferedImage picture = Scatter3d.draw(front(marked, near), FRONT, 600, 500);
        assertThat(colorAt(picture, 0, 0.09)).isEqualTo(0xD00000);
    }

    @Test
    void farPointsAreSmallerAndFainter() {
        Cloud3d near = Cloud3d.of(new float[] {1, 0, 0}).radius(6);
        Cloud3d far = Cloud3d.of(new float[] {-1, 0, 0}).radius(6);
        assertThat(inked(front(near))).isGreaterThan(1.5 * inked(front(far)));
    }

    /** The blue ink of a picture: how much redness is missing compared with the empty box. */
    private static double inked(Scene3d scene) {
        int[] with = Pixels.rgb(Scatter3d.draw(scene, FRONT, 600, 500));
        int[] without = Pixels.rgb(Scatter3d.draw(front(Cloud3d.of(new float[0])), FRONT, 600, 500));
        double ink = 0;
        for (int i = 0; i < with.length; i++) {
            ink += (without[i] >> 16) - (with[i] >> 16);
        }
        return ink;
    }

    @Test
    void aLineIsDrawnBetweenItsPointsAndBrokenWhereOneIsNotFinite() {
        Line3d line = Line3d.of(
                        new float[] {0, -0.9f, 0.3f, 0, -0.1f, 0.3f, 0, Float.NaN, 0.3f, 0, 0.1f, 0.3f, 0, 0.9f, 0.3f})
                .colored(RED)
                .width(6)
                .opacity(1);
        BufferedImage picture = Scatter3d.draw(front(line), FRONT, 600, 500);
        assertThat(new Color(colorBelowTitle(picture, -0.55, 0.3)).getGreen()).isLessThan(100);
        assertThat(new Color(colorBelowTitle(picture, 0.55, 0.3)).getGreen()).isLessThan(100);
        assertThat(colorBelowTitle(picture, 0.03, 0.3))
                .isGreaterThan(0xE00000)
                .isEqualTo(colorBelowTitle(picture, 0.03, 0.33));
    }

    @Test
    void aTranslucentLineHasNoDarkerJoints() {
        float[] dense = new float[3 * 400];
        for (int i = 0; i < 400; i++) {
            dense[3 * i + 1] = -0.9f + 1.8f * i / 399;
            dense[3 * i + 2] = 0.3f;
        }
        float[] sparse = {0, -0.9f, 0.3f, 0, 0.9f, 0.3f};
        int joint = colorAt(Scatter3d.draw(front(Line3d.of(dense).width(6)), FRONT, 600, 500), 0.15, 0.3);
        int plain = colorAt(Scatter3d.draw(front(Line3d.of(sparse).width(6)), FRONT, 600, 500), 0.15, 0.3);
        assertThat(joint).isEqualTo(plain);
    }

    @Test
    void pointsThatAreNotFiniteAreLeftOutAndCounted() {
        float[] xyz = {0, 0, 0, Float.NaN, 0, 0, 0, Float.POSITIVE_INFINITY, 0};
        Scene3d scene = Scene3d.of(Cloud3d.of(xyz));
        assertThat(scene.layers().get(0).notFinite()).isEqualTo(2);
        assertThat(scene.note("epoch 3")).isEqualTo("epoch 3 \u00b7 2 points are not finite");
        assertThat(Scene3d.of(Cloud3d.of(new float[] {0, Float.NaN, 0})).note(""))
                .isEqualTo("1 point is not finite");
        assertThat(scene.box().x().max()).isFinite();
        assertThat(Scatter3d.draw(scene, FRONT, 600, 500)).isNotNull();
    }

    @Test
    void automaticLimitsHoldEveryPointWithAMargin() {
        Limits box = Scene3d.of(Cloud3d.of(new float[] {0, 10, -5, 4, 20, -5})).box();
        assertThat(box.x().min()).isCloseTo(-0.16, within(1e-12));
        assertThat(box.x().max()).isCloseTo(4.16, within(1e-12));
        assertThat(box.y().min()).isCloseTo(9.6, within(1e-12));
        assertThat(box.z().min()).isLessThan(-5);
        assertThat(box.z().max()).isGreaterThan(-5);
    }

    @Test
    void hugeAndDistantPointsNeitherFailNorLeaveThePanel() {
        float[] xyz = {Float.MAX_VALUE, -Float.MAX_VALUE, 0, 1e30f, 0, 0, 0, 0, 1e20f};
        Scene3d fixed = front(Cloud3d.of(xyz), Line3d.of(xyz));
        assertThat(Scatter3d.draw(fixed, View.of(20, 30), 600, 500)).isNotNull();
        assertThat(Scatter3d.draw(Scene3d.of(Cloud3d.of(xyz)), View.of(20, 30), 600, 500))
                .isNotNull();
    }

    @Test
    void everyCornerOfTheSphereOfViewsCanBeDrawn() {
        Random random = new Random(1);
        Scene3d scene = Scene3d.of(Cloud3d.of(new float[] {0, 1, 2, 3, 4, 5}));
        for (double elevation : new double[] {-90, -30, 0, 60, 90}) {
            View view = View.of(elevation, random.nextDouble() * 720 - 360);
            BufferedImage picture = Scatter3d.draw(scene, view, 300, 250);
            assertThat(Edges.ink(picture, 2)).as("%s", view).isZero();
        }
    }

    @Test
    void wrongInputIsRefusedInSentences() {
        assertThatThrownBy(() -> Cloud3d.of(new float[4]))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "4 numbers were given as points in space; their count must divide by 3 (x, y, z of each point). Pass an array of shape (n, 3).");
        assertThatThrownBy(() -> Cloud3d.of(new float[6]).colored(new float[3], ColorMap.IRIS))
                .isInstanceOf(ShapeException.class)
                .hasMessage("3 colour values were given for 2 points. Pass one value a point.");
        assertThatThrownBy(() -> Cloud3d.of(new float[6]).radius(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("The radius of a dot must lie in (0, 100] pixels but was 0.0. 2.7 is usual.");
        assertThatThrownBy(() -> Line3d.of(new float[6]).opacity(2))
                .hasMessage("The opacity of a line must lie in (0, 1] but was 2.0. 0.6 is usual.");
        assertThatThrownBy(() -> Scene3d.of())
                .hasMessage(
                        "A scene has 0 layers and needs at least one. Pass a Cloud3d or a Line3d, which may have no points.");
        assertThatThrownBy(() -> Scatter3d.draw(front(Cloud3d.of(new float[0])), FRONT, 0, 10))
                .hasMessage(
                        "A picture of 0 x 10 pixels was asked for; each side must lie between 1 and 32768. Choose another size.");
    }
}

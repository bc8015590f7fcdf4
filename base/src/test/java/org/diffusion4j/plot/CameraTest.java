// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class CameraTest {
    private final double[] at = new double[3];

    @Test
    void fromTheFrontYPointsRightAndZPointsUp() {
        Camera camera = new Camera(View.of(0, 0));
        assertThat(camera.project(0, 0.5, 0.25, at)).isTrue();
        assertThat(at).containsExactly(new double[] {0.5, 0.25, 0}, within(1e-12));
    }

    @Test
    void aQuarterTurnOfTheAzimuthBringsMinusXToTheRight() {
        // At azimuth 90 the viewer stands on the y axis: right is (-1, 0, 0), and y is depth.
        Camera camera = new Camera(View.of(0, 90));
        camera.project(-1, 0, 0, at);
        assertThat(at).containsExactly(new double[] {1, 0, 0}, within(1e-12));
    }

    @Test
    void theCornerTowardsTheViewerIsWhereAHandWorkedSumPutsIt() {
        // Elevation 30, azimuth 45, corner (1, 1, 1): right 0; depth cos30 (cos45 + sin45) + sin30 = 1.7247449;
        // up -sin30 * 1.4142136 + cos30 = 0.1589186; enlarged by 9 / (9 - 1.7247449) = 1.2370701: up 0.1965935.
        Camera camera = new Camera(View.of(30, 45));
        camera.project(1, 1, 1, at);
        assertThat(at).containsExactly(new double[] {0, 0.1965935, 1.7247449}, within(1e-6));
    }

    @Test
    void whatIsNearerLooksLarger() {
        assertThat(Camera.enlargement(1)).isEqualTo(9.0 / 8);
        assertThat(Camera.enlargement(-1)).isEqualTo(9.0 / 10);
    }

    @Test
    void aPointBehindTheEyeIsNotProjected() {
        assertThat(new Camera(View.of(0, 0)).project(20, 0, 0, at)).isFalse();
        assertThat(new Camera(View.of(0, 0)).project(Double.NaN, 0, 0, at)).isFalse();
    }

    @Test
    void theExtentOfTheCubeFromTheFrontIsItsEnlargedFrontFace() {
        assertThat(new Camera(View.of(0, 0)).extent())
                .containsExactly(new double[] {-1.125, 1.125, -1.125, 1.125}, within(1e-12));
    }

    @Test
    void impossibleAnglesAreRefusedInASentence() {
        assertThatThrownBy(() -> View.of(91, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "The elevation of a view must lie in [-90, 90] degrees but was 91.0. 30 looks gently from above.");
        assertThatThrownBy(() -> View.of(0, Double.NaN))
                .hasMessage(
                        "The azimuth of a view must be a finite number of degrees but was NaN. 45 looks along the diagonal.");
        assertThatThrownBy(() -> new Range(2, -2))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "The limits of an axis were 2.0 and -2.0; both must be finite, the first below the second. Swap or widen them.");
    }
}

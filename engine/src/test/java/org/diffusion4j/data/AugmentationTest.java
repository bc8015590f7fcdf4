// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    /** Two channels of 2 x 3 pixels, behind one number of somebody else. */
    private static float[] picture() {
        return new float[] {9, 1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};
    }

    private static List<Float> changed(Augmentation augmentation, int draw) {
        float[] picture = picture();
        augmentation.apply(RandomStream.of(draw, "test"), picture, 1, 2, 2, 3);
        Float[] boxed = new Float[picture.length];
        for (int i = 0; i < boxed.length; i++) {
            boxed[i] = picture[i];
        }
        return Arrays.asList(boxed);
    }

    @Test
    void aShiftMovesByUpToSoManyPixelsEachWayAndRepeatsTheEdge() {
        Set<List<Float>> seen = new HashSet<>();
        for (int draw = 0; draw < 200; draw++) {
            seen.add(changed(new Augmentation(false, 1), draw));
        }
        assertThat(seen).hasSize(9); // three ways down times three to the right
        assertThat(seen)
                .contains(
                        List.of(9f, 1f, 2f, 3f, 4f, 5f, 6f, 10f, 20f, 30f, 40f, 50f, 60f), // not at all
                        List.of(9f, 1f, 1f, 2f, 4f, 4f, 5f, 10f, 10f, 20f, 40f, 40f, 50f), // to the right
                        List.of(9f, 4f, 5f, 6f, 4f, 5f, 6f, 40f, 50f, 60f, 40f, 50f, 60f), // up
                        List.of(9f, 2f, 3f, 3f, 2f, 3f, 3f, 20f, 30f, 30f, 20f, 30f, 30f)); // down and to the left
    }

    @Test
    void theSameDrawsChangeThePictureInTheSameWay() {
        Augmentation both = new Augmentation(true, 2);
        assertThat(changed(both, 5)).isEqualTo(changed(both, 5));
        assertThat(changed(new Augmentation(false, 0), 5))
                .containsExactly(9f, 1f, 2f, 3f, 4f, 5f, 6f, 10f, 20f, 30f, 40f, 50f, 60f);
    }

    @Test
    void aShiftOutOfRangeIsRefused() {
        assertThatThrownBy(() -> DataPath.of("emoji", "shift=65"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "shift must lie in 0 to 64 pixels but was 65. 0 is none, 2 is usual for small pictures.");
    }
}

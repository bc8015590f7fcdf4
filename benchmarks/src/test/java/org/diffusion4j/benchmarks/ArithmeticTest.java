// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ArithmeticTest {
    /** Worked out by hand, level by level, for the networks as they are compared. */
    @Test
    void wholeNetworksHaveTheirArithmetic() {
        assertThat(gigaflop(Subject.SPRITES)).isCloseTo(0.301, within(0.005));
        assertThat(gigaflop(Subject.CLASSES)).isCloseTo(1.21, within(0.03));
        assertThat(gigaflop(Subject.BLEND)).isCloseTo(1.81, within(0.03));
        assertThat(gigaflop(Subject.UNET2D)).isCloseTo(12.1, within(0.5));
    }

    @Test
    void matHasNone() {
        assertThat(ImageSteps.gigaflop(Subject.MAT)).isEmpty();
    }

    private static double gigaflop(Subject subject) {
        return ImageSteps.gigaflop(subject).orElseThrow();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    @Test
    void aWeightCountsTwiceForEveryPixelItMeets() {
        // 64·64·3·3 numbers at 16² pixels, and a dense layer that meets each row once
        Map<String, long[]> shapes = Map.of(
                "down1.model.0.conv1.0.weight", new long[] {64, 64, 3, 3},
                "down1.model.0.conv1.0.bias", new long[] {64},
                "timeembed1.model.2.weight", new long[] {128, 128});
        double expected = (2.0 * 64 * 64 * 9 * 256 + 2.0 * 128 * 128) / 1e9;
        assertThat(Workload.gigaflop(Subject.SPRITES, shapes)).isCloseTo(expected, within(1e-12));
    }

    /** Worked out by hand, level by level, for the networks as they are compared. */
    @Test
    void wholeNetworksHaveTheirArithmetic() {
        assertThat(gigaflop(Subject.SPRITES)).isCloseTo(0.301, within(0.005));
        assertThat(gigaflop(Subject.CLASSES)).isCloseTo(1.21, within(0.03));
        assertThat(gigaflop(Subject.BLEND)).isCloseTo(1.81, within(0.03));
        assertThat(gigaflop(Subject.UNET2D)).isCloseTo(12.1, within(0.5));
    }

    private static double gigaflop(Subject subject) {
        return Workload.gigaflop(subject, ImageSteps.shapes(subject));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.schedule.NoiseSchedule;
import org.junit.jupiter.api.Test;

class ForwardTest {
    // abar 0.64 and 0.36: the roots are 0.8 and 0.6, both ways round
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.ofBetas("hand", new double[] {0.36, 0.4375});

    private static double[] noised(Forward forward, int... times) {
        float[] xT = forward.noised(new float[] {10, 20, 30, 40}, new float[] {1, 2, 3, 4}, times);
        return IntStream.range(0, xT.length).mapToDouble(i -> xT[i]).toArray();
    }

    @Test
    void everyRowHasItsOwnTime() {
        assertThat(noised(Forward.of(SCHEDULE), 0, 1))
                .usingComparatorWithPrecision(1e-5)
                .containsExactly(8.6, 17.2, 20.4, 27.2);
    }

    @Test
    void withoutTheRootThereIsTooLittleNoise() {
        assertThat(noised(Forward.withoutRoot(SCHEDULE), 0, 1))
                .usingComparatorWithPrecision(1e-5)
                .containsExactly(8.36, 16.72, 19.92, 26.56);
    }

    @Test
    void theBlendGoesStraightFromNoiseToClean() {
        assertThat(noised(Forward.of(new LinearBlend(4)), 1, 4))
                .usingComparatorWithPrecision(1e-5)
                .containsExactly(3.25, 6.5, 30, 40);
    }
}

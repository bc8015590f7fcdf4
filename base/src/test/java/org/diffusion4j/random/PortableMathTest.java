// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PortableMathTest {
    private static double log(double x) {
        int e = PortableMath.exponent(x);
        return PortableMath.log(PortableMath.mantissa(x, e), e);
    }

    @Test
    void logarithmIsWithinAFewUnitsOfTheLastPlace() {
        RandomStream stream = RandomStream.of(1, "log");
        double worst = 0;
        for (int i = 0; i < 200_000; i++) {
            double u = ((stream.nextInt() & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
            // Every second point is near 1, where the result is small and a relative error easily large.
            double x = i % 2 == 0 ? u : 1 - Math.max(u * u * u * 0.5, 0x1p-50);
            worst = Math.max(worst, Math.abs(log(x) / StrictMath.log(x) - 1));
        }
        assertThat(worst).isLessThan(1e-15);
    }

    @Test
    void logarithmIsRightAtTheEndsOfTheUnitInterval() {
        assertThat(log(1)).isZero();
        assertThat(log(0x1p-33)).isCloseTo(-33 * StrictMath.log(2), within(1e-14));
        assertThat(log(1 - 0x1p-33)).isCloseTo(StrictMath.log1p(-0x1p-33), within(1e-25));
    }

    @Test
    void mantissaAndExponentRebuildTheNumber() {
        for (double x : new double[] {1, 0.7071067811865475, 0.7071067811865476, 1.4142135623730951, 3e-9, 1e300}) {
            int e = PortableMath.exponent(x);
            double m = PortableMath.mantissa(x, e);
            assertThat(m).isBetween(StrictMath.sqrt(0.5) - 1e-16, StrictMath.sqrt(2));
            assertThat(Math.scalb(m, e)).isEqualTo(x);
        }
    }

    @Test
    void sineAndCosineAreWithin4e16OfTheTruthOnTheirWholeRange() {
        double worst = 0;
        for (int i = -100_000; i <= 100_000; i++) {
            double t = Math.PI / 2 * i / 100_000;
            worst = Math.max(worst, Math.abs(PortableMath.sin(t) - StrictMath.sin(t)));
            worst = Math.max(worst, Math.abs(PortableMath.cos(t) - StrictMath.cos(t)));
        }
        assertThat(worst).isLessThan(4e-16);
    }
}

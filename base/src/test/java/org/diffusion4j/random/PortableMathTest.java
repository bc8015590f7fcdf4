// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PortableMathTest {
    @Test
    void logarithmIsWithinAFewUnitsOfTheLastPlace() {
        RandomStream stream = RandomStream.of(1, "log");
        double worst = 0;
        for (int i = 0; i < 200_000; i++) {
            double u = ((stream.nextInt() & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
            // Every second point is near 1, where the result is small and a relative error easily large.
            double x = i % 2 == 0 ? u : 1 - Math.max(u * u * u * 0.5, 0x1p-50);
            worst = Math.max(worst, Math.abs(PortableMath.log(x) / StrictMath.log(x) - 1));
        }
        assertThat(worst).isLessThan(1e-15);
    }

    @Test
    void logarithmIsRightAtTheEndsOfTheUnitInterval() {
        assertThat(PortableMath.log(1)).isZero();
        assertThat(PortableMath.log(0x1p-33)).isCloseTo(-33 * StrictMath.log(2), within(1e-14));
        assertThat(PortableMath.log(1 - 0x1p-33)).isCloseTo(StrictMath.log1p(-0x1p-33), within(1e-25));
    }

    @Test
    void logarithmOfOneLessASmallNumberKeepsItsDigits() {
        RandomStream stream = RandomStream.of(1, "log1m");
        double worst = 0;
        for (int i = 0; i < 100_000; i++) {
            double p = Math.scalb(stream.nextDouble(), -1 - i % 60);
            worst = Math.max(worst, p == 0 ? 0 : Math.abs(PortableMath.log1m(p) / StrictMath.log1p(-p) - 1));
        }
        assertThat(worst).isLessThan(1e-14);
        assertThat(PortableMath.log1m(0)).isZero();
    }

    @Test
    void powersOfTwoAreThemselves() {
        for (int e : new int[] {-1022, -155, -33, 0, 1, 1023}) {
            assertThat(PortableMath.power(e)).isEqualTo(Math.scalb(1.0, e));
        }
    }

    /** Any numbers, and those at which rounding is hardest: halfway between two floats, one beside it, and around powers of two. */
    @Test
    void floatsAreThoseOfTheConversionToTheBit() {
        RandomStream stream = RandomStream.of(1, "float");
        for (int i = 0; i < 50_000; i++) {
            double z = (stream.nextDouble() * 2 - 1) * Math.scalb(1.0, i % 60 - 56);
            float near = (float) z;
            double halfway = ((double) near + Math.nextUp(near)) / 2;
            double power = Math.scalb(i % 2 == 0 ? 1.0 : -1.0, i % 60 - 56);
            double nearPower =
                    Double.longBitsToDouble(Double.doubleToRawLongBits(power) + stream.nextInt(1 << 30) - (1 << 29));
            for (double x : new double[] {z, halfway, Math.nextUp(halfway), Math.nextDown(halfway), power, nearPower}) {
                assertThat(Double.doubleToRawLongBits(PortableMath.toFloat(x)))
                        .as("%s", x)
                        .isEqualTo(Double.doubleToRawLongBits((double) (float) x));
            }
        }
        assertThat(Double.doubleToRawLongBits(PortableMath.toFloat(-0.0))).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(Double.doubleToRawLongBits(PortableMath.toFloat(0.0))).isZero();
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

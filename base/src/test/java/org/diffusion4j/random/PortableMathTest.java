// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PortableMathTest {
    private static double log(double x) {
        long e = PortableMath.exponent(x);
        return PortableMath.log(PortableMath.mantissa(x, e), (double) e);
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
            long e = PortableMath.exponent(x);
            double m = PortableMath.mantissa(x, e);
            assertThat(m).isBetween(StrictMath.sqrt(0.5) - 1e-16, StrictMath.sqrt(2));
            assertThat(Math.scalb(m, (int) e)).isEqualTo(x);
        }
    }

    @Test
    void wholeNumbersAreThoseOfTheConversion() {
        RandomStream stream = RandomStream.of(1, "whole");
        for (int i = 0; i < 100_000; i++) {
            long word = stream.nextLong();
            long whole = word >>> (12 + i % 52);
            assertThat(PortableMath.whole(whole)).isEqualTo((double) whole);
            assertThat(PortableMath.signed(word)).isEqualTo((int) word);
        }
        assertThat(PortableMath.whole((1L << 52) - 1)).isEqualTo(0x1p52 - 1);
        for (int word : new int[] {0, -1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(PortableMath.signed(word)).isEqualTo(word);
            assertThat(PortableMath.signed(word & 0xFFFFFFFFL)).isEqualTo(word);
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

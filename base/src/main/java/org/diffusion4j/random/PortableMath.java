// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

/**
 * Logarithm, sine and cosine made of additions, multiplications and divisions only. {@link Math} may answer differently
 * in the last bit from one processor or JVM to the next, which would make a seed give other noise there; Java's basic
 * double arithmetic may not.
 *
 * <p>The coefficients are the Taylor series, cut where the next term falls below 2e-17 of the result.
 */
final class PortableMath {
    private static final double LN_2 = 0.6931471805599453;
    /** The bits of sqrt(1/2), rounded: mantissas are taken from [sqrt(1/2), sqrt(2)), where the series converges best. */
    private static final long SQRT_HALF_BITS = 0x3FE6A09E667F3BCDL;

    private PortableMath() {}

    /**
     * {@code (double) (float) z} to the bit, of a z that is 0 or of a float's normal range. With {@code wide} = 2^29 z,
     * {@code wide − z} is rounded to a float's last place of z (below the next power of two to half of it, where no float is
     * missed); a tie goes to the even float, because {@code wide} is even there. The last subtraction is exact.
     */
    static double toFloat(double z) {
        double wide = z * 0x1p29;
        return wide - (wide - z);
    }

    /** Rounds {@code count} numbers from {@code z[from]} on as {@link #toFloat}: a loop of casts would not become vector code. */
    static void toFloats(double[] z, int from, int count) {
        for (int i = from; i < from + count; i++) {
            z[i] = toFloat(z[i]);
        }
    }

    /** {@code 2^exponent}, which must be a normal number. */
    static double power(int exponent) {
        return Double.longBitsToDouble((1023L + exponent) << 52);
    }

    /** ln(x) of a positive normal number, relative error below 1e-15. */
    static double log(double x) {
        long bits = Double.doubleToRawLongBits(x);
        long exponent = (bits - SQRT_HALF_BITS) >> 52;
        double mantissa = Double.longBitsToDouble(bits - (exponent << 52));
        return exponent * LN_2 + twiceArtanh((mantissa - 1) / (mantissa + 1));
    }

    /** ln(1 - p) of p in 0 … 1/2, relative error below 1e-14. */
    static double log1m(double p) {
        return p < 1.0 / 32 ? twiceArtanh(-p / (2 - p)) : log(1 - p);
    }

    /** 2 artanh(s) for |s| up to (sqrt(2) - 1) / (sqrt(2) + 1). */
    private static double twiceArtanh(double s) {
        double w = s * s;
        double series = 2.0 / 21;
        series = 2.0 / 19 + w * series;
        series = 2.0 / 17 + w * series;
        series = 2.0 / 15 + w * series;
        series = 2.0 / 13 + w * series;
        series = 2.0 / 11 + w * series;
        series = 2.0 / 9 + w * series;
        series = 2.0 / 7 + w * series;
        series = 2.0 / 5 + w * series;
        series = 2.0 / 3 + w * series;
        return 2 * s + s * (w * series);
    }

    /** sin(t) for |t| <= pi/2, absolute error below 4e-16. */
    static double sin(double t) {
        double w = t * t;
        double series = 1.0 / 51090942171709440000.0;
        series = -1.0 / 121645100408832000.0 + w * series;
        series = 1.0 / 355687428096000.0 + w * series;
        series = -1.0 / 1307674368000.0 + w * series;
        series = 1.0 / 6227020800.0 + w * series;
        series = -1.0 / 39916800.0 + w * series;
        series = 1.0 / 362880.0 + w * series;
        series = -1.0 / 5040.0 + w * series;
        series = 1.0 / 120.0 + w * series;
        series = -1.0 / 6.0 + w * series;
        return t + t * (w * series);
    }

    /** cos(t) for |t| <= pi/2, absolute error below 4e-16. */
    static double cos(double t) {
        double w = t * t;
        double series = -1.0 / (2432902008176640000.0 * 21 * 22);
        series = 1.0 / 2432902008176640000.0 + w * series;
        series = -1.0 / 6402373705728000.0 + w * series;
        series = 1.0 / 20922789888000.0 + w * series;
        series = -1.0 / 87178291200.0 + w * series;
        series = 1.0 / 479001600.0 + w * series;
        series = -1.0 / 3628800.0 + w * series;
        series = 1.0 / 40320.0 + w * series;
        series = -1.0 / 720.0 + w * series;
        series = 1.0 / 24.0 + w * series;
        series = -1.0 / 2.0 + w * series;
        return 1 + w * series;
    }
}

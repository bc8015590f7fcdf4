// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

/**
 * Floating-point numbers of 16 bits: one bit of sign, then the exponent, then the fraction (IEEE 754, section 3.4).
 *
 * @param fractionBits 10 in half precision, 7 in bfloat16
 * @param bias what the stored exponent is larger by than the true one: 15 and 127
 */
public record NarrowFloat(int fractionBits, int bias) {
    /** IEEE half precision: up to 65504, about three digits. */
    public static final NarrowFloat F16 = new NarrowFloat(10, 15);

    /** The upper half of a float: its range, about two digits. */
    public static final NarrowFloat BF16 = new NarrowFloat(7, 127);

    private static final int SIGN = 0x8000;

    /** The number behind these bits; every one is a float exactly. */
    public float widen(short bits) {
        int magnitude = bits & (SIGN - 1);
        // The float with this fraction has the wrong bias, which a power of two puts right, subnormal numbers included.
        float value = magnitude >= infinity()
                ? (magnitude == infinity() ? Float.POSITIVE_INFINITY : Float.NaN)
                : Float.intBitsToFloat(magnitude << (23 - fractionBits)) * Math.scalb(1f, 127 - bias);
        return bits < 0 ? -value : value;
    }

    /** The bits of the nearest number, of two equally near ones the even; beyond the largest, those of infinity. */
    public short narrow(double value) {
        int sign = Double.doubleToRawLongBits(value) < 0 ? SIGN : 0;
        if (Double.isNaN(value)) {
            return (short) (sign | infinity() | 1 << (fractionBits - 1));
        }
        double magnitude = Math.abs(value);
        int exponent = Math.max(Math.min(Math.getExponent(magnitude), bias + 1), 1 - bias);
        // Steps between neighbours are 2^(exponent - fractionBits); a rounding up to the next power of two carries.
        int steps = (int) Math.min(Math.rint(magnitude * power(fractionBits - exponent)), infinity());
        int bits = Math.min(infinity(), ((exponent + bias - 1) << fractionBits) + steps);
        return (short) (sign | bits);
    }

    /** The bits of positive infinity: the exponent full, the fraction empty. */
    private int infinity() {
        return (2 * bias + 1) << fractionBits;
    }

    private static double power(int exponent) {
        return Double.longBitsToDouble((long) (exponent + 1023) << 52);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

/** IEEE half precision: 1 bit of sign, 5 of exponent, 10 of mantissa. Java has it from 20 on. */
final class Half {
    private Half() {}

    /** The value of these bits, which every float can hold. */
    static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >> 10 & 0x1F;
        int mantissa = bits & 0x3FF;
        if (exponent == 0) {
            float small = mantissa * 0x1p-24f;
            return sign == 0 ? small : -small;
        }
        int wide = exponent == 0x1F ? 0xFF : exponent + 112; // biases 15 and 127
        return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.diffusion4j.format.DType;

/** Single elements of stored tensors, whole numbers kept exact, compared with what a fixture says. */
final class Elements {
    /** Fixtures store nine digits of fractional values. */
    private static final double RTOL_OF_NINE_DIGITS = 1e-8;

    private Elements() {}

    /** The next element of little-endian bytes. */
    static Number next(DType dtype, ByteBuffer bytes) {
        return switch (dtype) {
            case F64 -> bytes.getDouble();
            case F32 -> (double) bytes.getFloat();
            case BF16 -> (double) Float.intBitsToFloat(bytes.getShort() << 16);
            case F16 -> small(bytes.getShort(), 5, 10, true);
            case F8_E5M2 -> small(bytes.get(), 5, 2, true);
            case F8_E4M3 -> small(bytes.get(), 4, 3, false);
            case I64 -> bytes.getLong();
            case U64 -> unsigned(bytes.getLong());
            case I32 -> (long) bytes.getInt();
            case U32 -> Integer.toUnsignedLong(bytes.getInt());
            case I16 -> (long) bytes.getShort();
            case U16 -> (long) Short.toUnsignedInt(bytes.getShort());
            case I8 -> (long) bytes.get();
            case U8, BOOL -> (long) Byte.toUnsignedInt(bytes.get());
            default ->
                throw new FixtureException("elements of type %s cannot be compared by this version".formatted(dtype));
        };
    }

    private static Number unsigned(long bits) {
        return bits >= 0 ? bits : BigInteger.valueOf(bits).add(BigInteger.ONE.shiftLeft(Long.SIZE));
    }

    /** A float of a sign, {@code exponentBits} and {@code fractionBits}, bias 2^(exponentBits − 1) − 1. */
    private static double small(int bits, int exponentBits, int fractionBits, boolean hasInfinity) {
        int top = (1 << exponentBits) - 1;
        int exponent = (bits >> fractionBits) & top;
        int fraction = bits & ((1 << fractionBits) - 1);
        double sign = ((bits >> (exponentBits + fractionBits)) & 1) == 0 ? 1 : -1;
        int bias = top >> 1;
        boolean isNan = exponent == top && (hasInfinity ? fraction != 0 : fraction == (1 << fractionBits) - 1);
        if (isNan) {
            return Double.NaN;
        }
        if (exponent == top && hasInfinity) {
            return sign * Double.POSITIVE_INFINITY;
        }
        double significand = exponent == 0 ? fraction : fraction + (1 << fractionBits);
        return sign * Math.scalb(significand, Math.max(exponent, 1) - bias - fractionBits);
    }

    /** One element: whole numbers and truth values exactly, fractional ones to nine digits. */
    static void compare(String check, int index, Number got, Node want, Tally tally) {
        if (want.json().isBoolean()) {
            tally.number(check, index, got.doubleValue(), want.json().asBoolean() ? 1 : 0, 0, 0);
        } else if (want.json().isIntegralNumber() && !(got instanceof Double)) {
            tally.fact(check, index, new BigInteger(got.toString()), want.json().bigIntegerValue());
        } else if (want.json().isString() && want.text().equalsIgnoreCase("nan")) {
            tally.fact(check, index, Double.toString(got.doubleValue()), "NaN");
        } else {
            tally.number(check, index, got.doubleValue(), want.number(), 0, RTOL_OF_NINE_DIGITS);
        }
    }
}

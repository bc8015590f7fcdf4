// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;

/** Types of the elements of a NumPy array: truth values, whole numbers and floats. */
public enum NpyType {
    /** One byte, 0 or 1. */
    BOOL("b1"),
    /** Unsigned byte. */
    U1("u1"),
    /** Unsigned, two bytes. */
    U2("u2"),
    /** Unsigned, four bytes. */
    U4("u4"),
    /** Unsigned, eight bytes; values from 2^63 on have no place in a long. */
    U8("u8"),
    /** Signed byte. */
    I1("i1"),
    /** Signed, two bytes. */
    I2("i2"),
    /** Signed, four bytes. */
    I4("i4"),
    /** Signed, eight bytes. */
    I8("i8"),
    /** IEEE half precision. */
    F2("f2"),
    /** IEEE single precision. */
    F4("f4"),
    /** IEEE double precision. */
    F8("f8");

    private final String code;
    private final int bytes;

    NpyType(String code) {
        this.code = code;
        this.bytes = code.charAt(1) - '0';
    }

    /** Bytes of one element: 1, 2, 4 or 8. */
    public int bytes() {
        return bytes;
    }

    /** Kind and bytes, as NumPy writes them: {@code u1}, {@code f4}. */
    public String code() {
        return code;
    }

    /** Whether elements are whole numbers or truth values. */
    public boolean isWhole() {
        return code.charAt(0) != 'f';
    }

    /** The type of such a code; empty for types that are not read here. */
    static Optional<NpyType> named(String code) {
        return Stream.of(values()).filter(type -> type.code.equals(code)).findFirst();
    }

    /** The element at a place of a buffer, whose order counts. */
    double number(ByteBuffer from, int at) {
        return switch (this) {
            case F2 -> NarrowFloat.F16.widen(from.getShort(at));
            case F4 -> from.getFloat(at);
            case F8 -> from.getDouble(at);
            case U8 -> unsigned(from.getLong(at));
            default -> whole(from, at);
        };
    }

    /** The whole number at a place; not for floats. */
    long whole(ByteBuffer from, int at) {
        return switch (this) {
            case BOOL, U1 -> from.get(at) & 0xFFL;
            case U2 -> from.getShort(at) & 0xFFFFL;
            case U4 -> from.getInt(at) & 0xFFFFFFFFL;
            case I1 -> from.get(at);
            case I2 -> from.getShort(at);
            case I4 -> from.getInt(at);
            case U8, I8 -> from.getLong(at);
            case F2, F4, F8 -> throw new IllegalStateException("%s is no whole number".formatted(this));
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0; // the lowest bit kept for the rounding
    }
}

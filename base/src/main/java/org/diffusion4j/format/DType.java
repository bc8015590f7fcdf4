// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.error.ShapeException;

/**
 * Element types of the safetensors format, under the names used in its files.
 *
 * <p>The order of the constants is part of the format: the reference writer stores tensors from the last constant to
 * the first, so that wide elements come before narrow ones.
 */
public enum DType {
    /** One byte, 0 or 1. */
    BOOL(8),
    /** Four bits, two elements a byte. */
    F4(4),
    /** Six bits: 2 of exponent, 3 of mantissa. */
    F6_E2M3(6),
    /** Six bits: 3 of exponent, 2 of mantissa. */
    F6_E3M2(6),
    /** Unsigned byte. */
    U8(8),
    /** Signed byte. */
    I8(8),
    /** Eight bits: 5 of exponent, 2 of mantissa. */
    F8_E5M2(8),
    /** Eight bits: 4 of exponent, 3 of mantissa, no infinity. */
    F8_E4M3(8),
    /** Eight bits of exponent: a power of two. */
    F8_E8M0(8),
    /** As {@link #F8_E4M3}, with another bias and no negative zero. */
    F8_E4M3FNUZ(8),
    /** As {@link #F8_E5M2}, with another bias, no infinity and no negative zero. */
    F8_E5M2FNUZ(8),
    /** Signed, two bytes. */
    I16(16),
    /** Unsigned, two bytes. */
    U16(16),
    /** IEEE half precision. */
    F16(16),
    /** The upper half of an {@link #F32}. */
    BF16(16),
    /** Signed, four bytes. */
    I32(32),
    /** Unsigned, four bytes. */
    U32(32),
    /** IEEE single precision. */
    F32(32),
    /** Complex: two {@link #F32}. */
    C64(64),
    /** IEEE double precision. */
    F64(64),
    /** Signed, eight bytes. */
    I64(64),
    /** Unsigned, eight bytes. */
    U64(64);

    private final int bits;

    DType(int bits) {
        this.bits = bits;
    }

    /** Bits of one element: 4 to 64. */
    public int bits() {
        return bits;
    }

    /**
     * Bytes of a tensor of this type; {@code []} is a scalar.
     *
     * @throws ShapeException if a size is negative, the product exceeds 2^63 bits, or elements of less than a byte do
     *     not fill whole bytes
     */
    public long byteCount(List<Long> shape) {
        long total = bits;
        try {
            for (long size : shape) {
                if (size < 0) {
                    throw new ShapeException(
                            "shape %s has the negative size %d. Every size must be 0 or more.".formatted(shape, size));
                }
                total = Math.multiplyExact(total, size);
            }
        } catch (ArithmeticException e) {
            throw new ShapeException(
                    "shape %s of %s is larger than 2^63 bits. Use a shape that fits into a file."
                            .formatted(shape, this),
                    e);
        }
        if (total % Byte.SIZE != 0) {
            throw new ShapeException(
                    "shape %s of %s needs %d bits, which is no whole number of bytes. Use a multiple of %d elements."
                            .formatted(shape, this, total, bits == 4 ? 2 : 4));
        }
        return total / Byte.SIZE;
    }

    /** The type of that name in a file, such as {@code "BF16"}; empty for names this version does not know. */
    public static Optional<DType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, each length checked before it is believed. */
final class PickleInput {
    /** Whole numbers of more bytes have no use in data, and cost time out of proportion. */
    private static final int MAX_NUMBER_BYTES = 64;

    private static final int MAX_LINE_BYTES = 1024;

    private final ByteBuffer bytes;

    PickleInput(ByteBuffer bytes) {
        this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    int unsignedByte() {
        return require(1).get() & 0xff;
    }

    int unsignedShort() {
        return require(Short.BYTES).getShort() & 0xffff;
    }

    long signedInt() {
        return require(Integer.BYTES).getInt();
    }

    long unsignedInt() {
        return signedInt() & 0xffff_ffffL;
    }

    long signedLong() {
        return require(Long.BYTES).getLong();
    }

    double bigEndianDouble() {
        return Double.longBitsToDouble(Long.reverseBytes(signedLong()));
    }

    /** A whole number of that many bytes in two's complement: a {@link Long}, or a {@link BigInteger} beyond. */
    Object number(long byteCount) {
        if (byteCount > MAX_NUMBER_BYTES) {
            throw new PickleFault(
                    "a whole number has %d bytes, and at most %d are read".formatted(byteCount, MAX_NUMBER_BYTES));
        }
        ByteBuffer part = slice(byteCount);
        if (byteCount == 0) {
            return 0L;
        }
        byte[] bigEndian = new byte[part.remaining()];
        for (int i = bigEndian.length - 1; i >= 0; i--) {
            bigEndian[i] = part.get();
        }
        BigInteger number = new BigInteger(bigEndian);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    /** The next bytes, as a read-only view. */
    ByteBuffer slice(long byteCount) {
        require(byteCount);
        ByteBuffer slice = bytes.slice(bytes.position(), (int) byteCount).asReadOnlyBuffer();
        bytes.position(bytes.position() + (int) byteCount);
        return slice;
    }

    String text(long byteCount, Charset charset) {
        try {
            return charset.newDecoder().decode(slice(byteCount)).toString();
        } catch (CharacterCodingException e) {
            throw new PickleFault("a text is not %s".formatted(charset));
        }
    }

    /** Up to the next line feed, which is passed over. */
    String line() {
        int begin = bytes.position();
        int limit = Math.min(bytes.remaining(), MAX_LINE_BYTES);
        for (int i = 0; i < limit; i++) {
            if (bytes.get(begin + i) == '\n') {
                String line = text(i, StandardCharsets.UTF_8);
                bytes.position(begin + i + 1);
                return line;
            }
        }
        throw new PickleFault("a name has no end within %d bytes".formatted(limit));
    }

    private ByteBuffer require(long byteCount) {
        if (byteCount < 0 || byteCount > bytes.remaining()) {
            throw new PickleFault("it wants %s bytes more, and %d are left"
                    .formatted(Long.toUnsignedString(byteCount), bytes.remaining()));
        }
        return bytes;
    }
}

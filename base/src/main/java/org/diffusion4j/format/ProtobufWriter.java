// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes one message in the wire format of Protocol Buffers; the caller knows the field numbers. Source: the encoding
 * page at protobuf.dev.
 */
public final class ProtobufWriter {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A whole number (int32, int64, uint64, bool, enum). */
    public ProtobufWriter integer(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    /** A float. */
    public ProtobufWriter single(int field, float value) {
        key(field, FIXED32);
        out.writeBytes(little(Float.BYTES).putFloat(value).array());
        return this;
    }

    /** A double. */
    public ProtobufWriter real(int field, double value) {
        key(field, FIXED64);
        out.writeBytes(little(Double.BYTES).putDouble(value).array());
        return this;
    }

    /** A text. */
    public ProtobufWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes. */
    public ProtobufWriter bytes(int field, byte[] value) {
        key(field, LENGTH);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** A message inside this one. */
    public ProtobufWriter message(int field, ProtobufWriter value) {
        return bytes(field, value.toByteArray());
    }

    /** The message so far. */
    public byte[] toByteArray() {
        return out.toByteArray();
    }

    private void key(int field, int type) {
        varint(((long) field << 3) | type);
    }

    /** Seven bits a byte, lowest first; the top bit says that more follow. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

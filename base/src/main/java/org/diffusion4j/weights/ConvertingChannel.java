// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.NarrowFloat;

/** Takes the bytes of an array in pieces of any length, and hands its elements on as another floating-point type. */
final class ConvertingChannel implements WritableByteChannel {
    private static final int PIECE_ELEMENTS = 1 << 16;

    private final NamedArray array;
    private final DType to;
    private final WritableByteChannel out;
    private final ByteBuffer wide;
    private final ByteBuffer narrow;

    ConvertingChannel(NamedArray array, DType to, WritableByteChannel out) {
        this.array = array;
        this.to = to;
        this.out = out;
        wide = buffer(array.dtype());
        narrow = buffer(to);
    }

    private static ByteBuffer buffer(DType dtype) {
        return ByteBuffer.allocate(PIECE_ELEMENTS * dtype.bits() / Byte.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether elements of this type are floating-point numbers of two bytes or more. */
    static boolean canRead(DType dtype) {
        return switch (dtype) {
            case F64, F32, F16, BF16 -> true;
            default -> false;
        };
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        while (bytes.hasRemaining()) {
            int part = Math.min(bytes.remaining(), wide.remaining());
            wide.put(bytes.duplicate().limit(bytes.position() + part));
            bytes.position(bytes.position() + part);
            if (!wide.hasRemaining()) {
                flush();
            }
        }
        return count;
    }

    /** Hands the last elements on. */
    void finish() throws IOException {
        flush();
    }

    private void flush() throws IOException {
        wide.flip();
        narrow.clear();
        while (wide.remaining() >= array.dtype().bits() / Byte.SIZE) {
            put(next());
        }
        wide.clear();
        narrow.flip();
        while (narrow.hasRemaining()) {
            out.write(narrow);
        }
    }

    private double next() {
        return switch (array.dtype()) {
            case F64 -> wide.getDouble();
            case F32 -> wide.getFloat();
            case F16 -> NarrowFloat.F16.widen(wide.getShort());
            case BF16 -> NarrowFloat.BF16.widen(wide.getShort());
            default -> throw new IllegalStateException(array.dtype().name());
        };
    }

    private void put(double value) {
        double stored;
        switch (to) {
            case F32 -> {
                narrow.putFloat((float) value);
                stored = (float) value;
            }
            case F16 -> {
                short bits = NarrowFloat.F16.narrow(value);
                narrow.putShort(bits);
                stored = NarrowFloat.F16.widen(bits);
            }
            case BF16 -> {
                short bits = NarrowFloat.BF16.narrow(value);
                narrow.putShort(bits);
                stored = NarrowFloat.BF16.widen(bits);
            }
            default -> throw new IllegalStateException(to.name());
        }
        if (Double.isInfinite(stored) && Double.isFinite(value)) {
            throw new FormatException(
                    "tensor %s holds %s, which is beyond the range of %s. Choose a type of larger range, or leave the tensors as they are."
                            .formatted(FormatException.shown(array.name()), value, to));
        }
    }

    @Override
    public boolean isOpen() {
        return out.isOpen();
    }

    /** Does nothing: the file goes on after this array. */
    @Override
    public void close() {}
}

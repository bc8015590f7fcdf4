// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;

/**
 * An array in a NumPy file (.npy), of any size: it stays in the file, and parts of it are read by their place. Elements
 * are counted in C order, the last index fastest, however they lie in the file. Readable from any thread.
 */
public final class Npy {
    private final String name;
    private final MappedBytes content;
    private final NpyHeader header;
    private final long elements;

    private Npy(String name, MappedBytes content, NpyHeader header) {
        this.name = name;
        this.content = content;
        this.header = header;
        this.elements = header.elements();
    }

    /**
     * The array of a file.
     *
     * @throws FormatException if it is none, has elements that are no numbers, or has more or fewer bytes than it says
     * @throws StorageException if it cannot be read
     */
    public static Npy open(Path file) {
        try {
            return of(file.toString(), MappedBytes.of(file));
        } catch (IOException e) {
            throw new StorageException(
                    "'%s' cannot be read (%s). Check that it exists and that you may read it."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }

    /**
     * The array of the bytes of a file.
     *
     * @param name what messages call it
     * @throws FormatException as {@link #open}
     */
    public static Npy of(String name, MappedBytes content) {
        NpyHeader header =
                NpyHeader.of(start(content, NpyHeader.length(start(content, NpyHeader.PROLOGUE), name)), name);
        long expected = header.elements() * header.type().bytes();
        long there = content.size() - header.bytes();
        if (there != expected) {
            throw new FormatException(
                    "'%s' says that it holds %s of %s, which is %,d bytes, but %,d follow its header. The file was cut short or is damaged; copy it again."
                            .formatted(name, header.shape(), header.type().code(), expected, there));
        }
        return new Npy(name, content, header);
    }

    private static ByteBuffer start(MappedBytes content, int count) {
        byte[] bytes = new byte[(int) Math.min(count, content.size())];
        content.read(0, bytes, 0, bytes.length);
        return ByteBuffer.wrap(bytes);
    }

    /** What messages call it. */
    public String name() {
        return name;
    }

    /** What the elements are in the file. */
    public NpyType type() {
        return header.type();
    }

    /** Sizes; empty for a single number. */
    public List<Long> shape() {
        return header.shape();
    }

    /** Whether the first index runs fastest in the file: then reading jumps, and costs more. */
    public boolean isFortran() {
        return header.isFortran() && header.shape().size() > 1;
    }

    /** How many. */
    public long elements() {
        return elements;
    }

    /** Numbers of any type, rounded to float where they do not fit. */
    public void floats(long first, float[] target, int from, int count) {
        Objects.checkFromIndexSize(from, count, target.length);
        ByteBuffer bytes = bytes(first, count);
        NpyType type = header.type();
        for (int i = 0; i < count; i++) {
            target[from + i] = (float) type.number(bytes, i * type.bytes());
        }
    }

    /** Numbers of any type. */
    public void doubles(long first, double[] target, int from, int count) {
        Objects.checkFromIndexSize(from, count, target.length);
        ByteBuffer bytes = bytes(first, count);
        NpyType type = header.type();
        for (int i = 0; i < count; i++) {
            target[from + i] = type.number(bytes, i * type.bytes());
        }
    }

    /**
     * Whole numbers.
     *
     * @throws FormatException if the elements are floats
     */
    public void longs(long first, long[] target, int from, int count) {
        Objects.checkFromIndexSize(from, count, target.length);
        if (!type().isWhole()) {
            throw new FormatException(
                    "'%s' holds %s, and whole numbers are needed here. Convert it, for example with array.astype('int64')."
                            .formatted(name, type().code()));
        }
        ByteBuffer bytes = bytes(first, count);
        for (int i = 0; i < count; i++) {
            target[from + i] = type().whole(bytes, i * type().bytes());
        }
    }

    /**
     * Bytes as they are.
     *
     * @throws FormatException if the elements are no unsigned bytes
     */
    public byte[] unsignedBytes(long first, int count) {
        if (type() != NpyType.U1) {
            throw new FormatException(
                    "'%s' holds %s, and unsigned bytes (u1) are needed here. Convert it, for example with array.astype('uint8')."
                            .formatted(name, type().code()));
        }
        return bytes(first, count).array();
    }

    /** The bytes of {@code count} elements in C order. */
    private ByteBuffer bytes(long first, int count) {
        Objects.checkFromIndexSize(first, count, elements);
        int each = type().bytes();
        byte[] bytes = new byte[Math.multiplyExact(count, each)];
        if (isFortran()) {
            gather(first, count, bytes);
        } else {
            content.read(header.bytes() + first * each, bytes, 0, bytes.length);
        }
        return ByteBuffer.wrap(bytes).order(type().bytes() == 1 ? ByteOrder.LITTLE_ENDIAN : header.order());
    }

    private void gather(long first, int count, byte[] target) {
        FortranWalk walk = new FortranWalk(shape(), first);
        int each = type().bytes();
        for (int i = 0; i < count; i++) {
            content.read(header.bytes() + walk.place() * each, target, i * each, each);
            walk.advance();
        }
    }

    @Override
    public String toString() {
        return "%s of %s in '%s'".formatted(shape(), type().code(), name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;

/**
 * An array that can be written into a file, and usually lies in one.
 *
 * @param name its key in the file, such as {@code down1.conv1.weight}
 * @param dtype element type
 * @param shape sizes in row-major order, {@code []} for a scalar
 * @param content its bytes
 */
public record NamedArray(String name, DType dtype, List<Long> shape, ByteContent content) {
    /** Checks the shape; see {@link DType#byteCount}. */
    public NamedArray {
        shape = List.copyOf(shape);
        dtype.byteCount(shape);
    }

    /** An array whose bytes are supplied as one little-endian buffer at the moment of writing. */
    public static NamedArray of(String name, DType dtype, long[] shape, Supplier<ByteBuffer> bytes) {
        return new NamedArray(name, dtype, Arrays.stream(shape).boxed().toList(), ByteContent.of(bytes));
    }

    /** The shape as an array of its own. */
    public long[] sizes() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Bytes that {@link #content} will write. */
    public long byteCount() {
        return dtype.byteCount(shape);
    }

    /**
     * Writes the bytes, and makes sure of their number.
     *
     * @throws IOException if they cannot be read or written
     * @throws ShapeException if {@link #content} delivers more or fewer than the shape needs
     */
    public void writeTo(WritableByteChannel out) throws IOException {
        CountedChannel counted = new CountedChannel(this, out);
        content.writeTo(counted);
        counted.requireComplete();
    }

    /**
     * Bytes that {@link #content} will write, where one buffer can hold them.
     *
     * @throws ConfigException if they are 2 GiB or more
     */
    public int bufferBytes() {
        if (byteCount() > Integer.MAX_VALUE) {
            throw new ConfigException(
                    "array '%s' has %d bytes, and one buffer holds at most %d. Write it out in pieces with content()."
                            .formatted(name, byteCount(), Integer.MAX_VALUE));
        }
        return (int) byteCount();
    }

    /**
     * A read-only copy of the bytes in memory, little endian.
     *
     * @throws IOException if the content cannot be read
     * @throws ConfigException if they are 2 GiB or more
     */
    public ByteBuffer toBuffer() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(bufferBytes());
        writeTo(new BufferChannel(bytes));
        return bytes.flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * An array on its way into a file.
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

    /** Bytes that {@link #content} will write. */
    public long byteCount() {
        return dtype.byteCount(shape);
    }
}

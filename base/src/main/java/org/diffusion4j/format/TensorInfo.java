// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.util.List;
import org.diffusion4j.error.ShapeException;

/**
 * Where a tensor lies in a safetensors file, and how to read it.
 *
 * @param dtype element type
 * @param shape sizes in row-major order, {@code []} for a scalar
 * @param begin first byte, counted from the start of the data area
 * @param end byte after the last one
 */
public record TensorInfo(DType dtype, List<Long> shape, long begin, long end) {
    /** Checks that the bytes are as many as shape and type ask for; otherwise a {@link ShapeException}. */
    public TensorInfo {
        shape = List.copyOf(shape);
        long wanted = dtype.byteCount(shape);
        if (begin < 0 || end < begin || end - begin != wanted) {
            throw new ShapeException("shape %s of %s needs %d bytes, but the offsets are [%d, %d]. Make them agree."
                    .formatted(shape, dtype, wanted, begin, end));
        }
    }

    /** Bytes of the tensor. */
    public long byteCount() {
        return end - begin;
    }

    /** The shape as an array of its own. */
    public long[] sizes() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}

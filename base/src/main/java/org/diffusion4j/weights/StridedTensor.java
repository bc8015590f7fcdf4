// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.util.List;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.format.DType;

/**
 * A tensor as PyTorch keeps it: element (i, j, …) lies at {@code offset + i·strides[0] + j·strides[1] + …} of a storage.
 *
 * @param dtype type of the elements, whole bytes
 * @param storage where the elements lie
 * @param offset the first element's place, in elements
 * @param sizes number of elements along each dimension, {@code []} for a scalar
 * @param strides from one element to the next along each dimension, in elements; 0 repeats
 */
record StridedTensor(DType dtype, Storage storage, long offset, List<Long> sizes, List<Long> strides) {
    /** Checks that every element lies in the storage; otherwise a {@link ShapeException}. */
    StridedTensor {
        sizes = List.copyOf(sizes);
        strides = List.copyOf(strides);
        if (!isInside(dtype, storage, offset, sizes, strides)) {
            throw new ShapeException(
                    "a tensor of sizes %s, strides %s and offset %d leaves its storage of %d bytes of %s. Save it again."
                            .formatted(sizes, strides, offset, storage.byteCount(), dtype));
        }
    }

    private static boolean isInside(DType dtype, Storage storage, long offset, List<Long> sizes, List<Long> strides) {
        if (sizes.size() != strides.size() || offset < 0 || strides.stream().anyMatch(stride -> stride < 0)) {
            return false;
        }
        if (dtype.byteCount(sizes) == 0) {
            return true;
        }
        long last = offset;
        try {
            for (int i = 0; i < sizes.size(); i++) {
                last = Math.addExact(last, Math.multiplyExact(sizes.get(i) - 1, strides.get(i)));
            }
        } catch (ArithmeticException e) {
            return false;
        }
        return last < storage.byteCount() / elementBytes(dtype);
    }

    /** Bytes of one element. */
    int elementBytes() {
        return elementBytes(dtype);
    }

    /** Bytes of all elements, each counted as often as it is repeated. */
    long byteCount() {
        return dtype.byteCount(sizes);
    }

    /** Dimensions from this one on lie row by row without a gap; 0 means that the whole tensor does. */
    int contiguousFrom() {
        long wanted = 1;
        int from = sizes.size();
        while (from > 0 && (sizes.get(from - 1) == 1 || strides.get(from - 1) == wanted)) {
            from--;
            wanted *= sizes.get(from);
        }
        return from;
    }

    private static int elementBytes(DType dtype) {
        return dtype.bits() / Byte.SIZE;
    }
}

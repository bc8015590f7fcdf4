// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.util.List;

/** Goes through an array in C order and knows where each element lies in Fortran order. */
final class FortranWalk {
    private final long[] sizes;
    private final long[] strides;
    private final long[] index;
    private long place;

    /** From element {@code first} in C order on. */
    FortranWalk(List<Long> shape, long first) {
        sizes = shape.stream().mapToLong(Long::longValue).toArray();
        strides = new long[sizes.length];
        index = new long[sizes.length];
        long stride = 1;
        for (int i = 0; i < sizes.length; i++) {
            strides[i] = stride;
            stride *= sizes[i];
        }
        long rest = first;
        for (int i = sizes.length - 1; i >= 0; i--) {
            index[i] = sizes[i] == 0 ? 0 : rest % sizes[i];
            rest = sizes[i] == 0 ? 0 : rest / sizes[i];
            place += index[i] * strides[i];
        }
    }

    /** Where the present element lies, counted in elements. */
    long place() {
        return place;
    }

    /** To the next element in C order. */
    void advance() {
        for (int i = sizes.length - 1; i >= 0; i--) {
            place += strides[i];
            if (++index[i] < sizes[i]) {
                return;
            }
            place -= index[i] * strides[i];
            index[i] = 0;
        }
    }
}

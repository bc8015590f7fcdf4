// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory that is free between kernels of other sizes, where the next larger kernel finds no room: the C library keeps its
 * pages unless it is asked to give them back.
 */
final class Holes {
    /** Of float32 numbers, 32 MB: giving memory back costs about a millisecond. */
    private static final long MOST = 1L << 23;

    private final AtomicLong numbers = new AtomicLong();

    /** So many numbers were freed. */
    void left(long count) {
        if (numbers.addAndGet(count) >= MOST) {
            numbers.set(0);
            Pointer.trimMemory();
        }
    }
}

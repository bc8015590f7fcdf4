// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory that is free between kernels of other sizes, where the next larger kernel finds no room: on Linux the C library keeps
 * its pages unless it is asked to give them back.
 */
final class Holes {
    /** Of float32 numbers, 32 MB. */
    private static final long MOST = 1L << 23;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private Holes() {}

    /** So many numbers were freed. */
    static void left(long count) {
        if (NUMBERS.addAndGet(count) >= MOST) {
            NUMBERS.set(0);
            Pointer.trimMemory();
        }
    }
}

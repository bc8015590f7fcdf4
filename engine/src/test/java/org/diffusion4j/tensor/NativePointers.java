// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import org.bytedeco.javacpp.Pointer;

/** Counts native pointers for tests of leaks. */
public final class NativePointers {
    /** The collector hands over what it found some time after it ran, so one quiet round proves nothing. */
    private static final int QUIET_ROUNDS = 5;

    private static final int TRIES = 5;

    private NativePointers() {}

    /**
     * How many native pointers {@code work} leaves behind. The count is that of the whole process, which falls while the
     * collector frees what others dropped; what work leaves itself, it leaves every time. So work is done until it leaves
     * nothing, and of several counts the last stands.
     */
    public static long leftBy(Runnable work) {
        long left = 0;
        for (int i = 0; i < TRIES; i++) {
            long before = settled();
            work.run();
            left = Pointer.totalCount() - before;
            if (left == 0) {
                return 0;
            }
        }
        return left;
    }

    /** The count after what earlier tests dropped without closing was collected. */
    public static long settled() {
        long least = Pointer.totalCount();
        for (int quiet = 0; quiet < QUIET_ROUNDS; quiet++) {
            System.gc();
            Pointer.deallocateReferences();
            long now = Pointer.totalCount();
            if (now < least) {
                least = now;
                quiet = -1;
            }
        }
        return least;
    }
}

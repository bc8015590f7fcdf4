// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import org.bytedeco.javacpp.Pointer;

/** Counts native pointers for tests of leaks. */
public final class NativePointers {
    /** The collector hands over what it found some time after it ran, so one quiet round proves nothing. */
    private static final int QUIET_ROUNDS = 5;

    private NativePointers() {}

    /** The count after what earlier tests dropped without closing was collected: from here on only ours change it. */
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

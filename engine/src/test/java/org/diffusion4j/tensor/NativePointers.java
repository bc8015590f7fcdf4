// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import org.bytedeco.javacpp.Pointer;

/** Counts native pointers for tests of leaks. */
public final class NativePointers {
    private NativePointers() {}

    /** The count after what earlier tests dropped without closing was collected: from here on only ours change it. */
    public static long settled() {
        long before;
        long now = Pointer.totalCount();
        do {
            before = now;
            System.gc();
            Pointer.deallocateReferences();
            now = Pointer.totalCount();
        } while (now < before);
        return now;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import org.bytedeco.javacpp.Pointer;

/** Counts native pointers for tests of leaks. */
public final class NativePointers {
<<<<<<< HEAD
    private static final long MOST_MILLIS = 10_000;
=======
    /** The collector hands over what it found some time after it ran, so one quiet round proves nothing. */
    private static final int QUIET_ROUNDS = 5;
>>>>>>> main

    private NativePointers() {}

    /** The count after what earlier tests dropped without closing was collected: from here on only ours change it. */
    public static long settled() {
<<<<<<< HEAD
        long before;
        long now = collected();
        do {
            before = now;
            now = collected();
        } while (now < before);
        return now;
=======
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
>>>>>>> main
    }

    /** The count after a collection whose finds have been queued, which happens a little after it. */
    private static long collected() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        PhantomReference<Object> dropped = new PhantomReference<>(new Object(), queue);
        System.gc();
        try {
            queue.remove(MOST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Reference.reachabilityFence(dropped);
        }
        Pointer.deallocateReferences();
        return Pointer.totalCount();
    }
}

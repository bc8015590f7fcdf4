// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.global.torch;

/**
 * The threads of this process that help with one large operator. For some milliseconds after an operator of several threads
 * the library's own threads still wait for the next one at full speed, so that little work is not worth sharing.
 */
public final class Crew {
    private static final class Helpers {
        private static final ExecutorService THREADS =
                Together.workers(Math.max(1, Engine.cores() - 1), "diffusion4j-crew");
    }

    private Crew() {}

    /**
     * Does {@code work} on as many threads as operators of this one have, this one among them, and waits for all. Each of them
     * takes its part of the work from where all take theirs, and its operators have one thread. Their tensors are freed and cannot
     * be differentiated, unless there is one thread alone, which simply works.
     */
    public static void share(Runnable work) {
        int threads = torch.get_num_threads();
        if (threads == 1) {
            work.run();
            return;
        }
        List<CompletableFuture<Boolean>> running = new ArrayList<>();
        try {
            for (int i = 1; i < threads; i++) {
                running.add(CompletableFuture.supplyAsync(() -> part(work), Helpers.THREADS));
            }
            Engine.withThreads(1, () -> part(work));
        } finally {
            // they read the caller's tensors
            running.forEach(one -> one.handle((done, failure) -> Boolean.TRUE).join());
            torch.set_num_threads(threads); // a helper's number would be that of threads that are new to the library
        }
        Together.results(running);
    }

    private static boolean part(Runnable work) {
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            work.run();
            return true;
        }
    }
}

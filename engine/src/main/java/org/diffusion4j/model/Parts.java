// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.diffusion4j.tensor.Together;

/**
 * Samples drawn in parts on several Java threads. Noise belongs to a sample and not to a part, so the parts together are
 * the samples of one run; a part is never so small that a thread costs more than it gives.
 */
final class Parts {
    private static final int LEAST = 128;

    private Parts() {}

    /** Draws the samples {@code first … first + count − 1}. */
    @FunctionalInterface
    interface Part {
        Samples draw(int first, int count);
    }

    /** {@code count} samples in up to {@code threads} parts; one part is drawn by the caller itself. */
    static Samples inParallel(int count, int threads, Part part) {
        int parts = Math.max(1, Math.min(threads, count / LEAST));
        if (parts == 1) {
            return part.draw(0, count);
        }
        ExecutorService pool = Executors.newFixedThreadPool(parts, Parts::daemon);
        try {
            List<CompletableFuture<Samples>> running = new ArrayList<>();
            for (int i = 0; i < parts; i++) {
                int first = (int) ((long) count * i / parts);
                int end = (int) ((long) count * (i + 1) / parts);
                running.add(CompletableFuture.supplyAsync(() -> part.draw(first, end - first), pool));
            }
            return Samples.joined(Together.results(running));
        } finally {
            pool.shutdown();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "diffusion4j-sampling");
        thread.setDaemon(true);
        return thread;
    }
}

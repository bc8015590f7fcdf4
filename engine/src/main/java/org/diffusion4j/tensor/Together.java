// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Work on several threads that begins and ends together. */
public final class Together {
    private Together() {}

    /** Threads whose operators have one thread each; they do not keep the program alive. The caller shuts them down. */
    public static ExecutorService workers(int threads, String name) {
        return Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(
                    () -> {
                        Engine.useThreads(1);
                        work.run();
                    },
                    name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Waits for all, whatever fails: none may still use the tensors of its caller when that hears of a failure. An
     * interrupt does not end the waiting either, since an operator cannot be stopped.
     *
     * @return the results in the order of the list
     */
    public static <T> List<T> results(List<CompletableFuture<T>> running) {
        List<T> done = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (CompletableFuture<T> one : running) {
            try {
                done.add(one.join());
            } catch (CompletionException e) {
                failures.add(e.getCause());
            }
        }
        if (!failures.isEmpty()) {
            throw first(failures);
        }
        return done;
    }

    /** What all suffer from is said once, by its own exception; an error is thrown at once. */
    private static RuntimeException first(List<Throwable> failures) {
        Throwable first = failures.stream()
                .filter(failure -> failure instanceof Error)
                .findFirst()
                .orElse(failures.get(0));
        failures.stream().filter(other -> other != first).forEach(first::addSuppressed);
        return unchecked(first);
    }

    /** What work on a thread failed with, to be thrown on another; an error is thrown at once. */
    public static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException exception
                ? exception
                : new IllegalStateException("work on a thread failed", failure);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the value of the next number on a thread of its own while the caller works with the value of this one. The
 * values are those of {@code make}: who asks in another order gets the same ones, only later. For one caller.
 *
 * @param <T> what is made
 */
final class Ahead<T> {
    private final LongFunction<T> make;
    private final Executor maker;
    private long number;
    private @Nullable CompletableFuture<T> next;

    /** Ahead of {@code make}, which is called from one thread at a time. */
    Ahead(LongFunction<T> make) {
        this.make = make;
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Ahead::daemon);
        one.allowCoreThreadTimeOut(true); // nobody has to close what ends by itself
        this.maker = one;
    }

    /** The value of {@code wanted}; what {@code make} throws comes through here. */
    T at(long wanted) {
        CompletableFuture<T> ready = next;
        if (ready == null || number != wanted) {
            ready = start(wanted);
        }
        T value = joined(ready);
        number = wanted + 1;
        next = start(number);
        return value;
    }

    private CompletableFuture<T> start(long wanted) {
        return CompletableFuture.supplyAsync(() -> make.apply(wanted), maker);
    }

    private T joined(CompletableFuture<T> ready) {
        try {
            return ready.join();
        } catch (CompletionException e) {
            next = null; // a second attempt is made anew
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("reading a batch failed", e.getCause());
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "diffusion4j-data");
        thread.setDaemon(true);
        return thread;
    }
}

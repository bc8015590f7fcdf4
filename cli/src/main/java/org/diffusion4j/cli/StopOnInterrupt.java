// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.diffusion4j.run.StopSignal;
import org.jspecify.annotations.Nullable;

/**
 * Turns Ctrl-C, a termination request and a time limit into a {@link StopSignal}, and holds the process until the work
 * has ended in order: the step in progress is finished, the state saved.
 */
final class StopOnInterrupt implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final StopSignal stop = new StopSignal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "diffusion4j-stop");
    private final @Nullable Thread timer;

    /** @param limit after which a stop is asked for; null for none */
    StopOnInterrupt(@Nullable Duration limit) {
        Runtime.getRuntime().addShutdownHook(hook);
        timer = limit == null ? null : timer(limit);
    }

    private Thread timer(Duration limit) {
        Thread thread = new Thread(
                () -> {
                    try {
                        if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                            stop.request();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // closed before the limit
                    }
                },
                "diffusion4j-time-limit");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void interrupted() {
        stop.request();
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The step in progress did not end in %d s; the last saved state stays valid."
                        .formatted(PATIENCE_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    StopSignal signal() {
        return stop;
    }

    @Override
    public void close() {
        ended.countDown();
        if (timer != null) {
            timer.interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook is running and was released above; the exit code is the signal's
            stop.request();
        }
    }
}

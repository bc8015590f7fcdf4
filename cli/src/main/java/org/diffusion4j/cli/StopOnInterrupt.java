// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.diffusion4j.run.StopSignal;
import org.jspecify.annotations.Nullable;

/**
 * Turns Ctrl-C, a termination request and a time limit into a {@link StopSignal}. While it is open, the process does not
 * end before the work has: the step in progress is finished, the state saved, the last sentence said.
 */
final class StopOnInterrupt implements AutoCloseable {
    private final StopSignal stop = new StopSignal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final @Nullable Thread timer;

    /** @param limit after which a stop is asked for; null for none */
    StopOnInterrupt(@Nullable Duration limit) {
        Ending.OF_PROCESS.listen(stop);
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

    StopSignal signal() {
        return stop;
    }

    @Override
    public void close() {
        ended.countDown();
        if (timer != null) {
            timer.interrupt();
        }
        Ending.OF_PROCESS.forget(stop);
    }
}

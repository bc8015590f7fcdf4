// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.diffusion4j.run.StopSignal;

/**
 * How the process ends when it is told to: by Ctrl-C, a termination request or a terminal that goes away. Work that reads
 * a {@link StopSignal} is asked to stop and waited for until it has said its last sentence. Any other work ends at once.
 *
 * <p>The JVM's own way to end calls {@code exit} of the C library, beside threads that still compute: the destructors
 * of libtorch then take away code that is being executed, and the process crashes. So the JVM is left that way only when
 * nothing computes any more. Otherwise the signal is given back to the system, which ends a process as it stands. (The
 * first process of a container is none that a signal ends; there {@code docker run --init} puts another before it.)
 */
final class Ending {
    /** The one of this process; asleep until {@link #begin}. */
    static final Ending OF_PROCESS = new Ending(Duration.ofMinutes(2), System.err);

    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");
    private static final int SHELL_BASE =
            128; // a shell's code for a process that a signal ended is this and its number

    private final Duration patience;
    private final PrintStream err;
    private final Set<StopSignal> listeners = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger told = new AtomicInteger();

    /** @param patience with work that reads a stop signal */
    Ending(Duration patience, PrintStream err) {
        this.patience = patience;
        this.err = err;
    }

    /** From now on this answers the signals, those that whoever started the process ignores left out. */
    void begin() {
        SIGNALS.forEach(name -> ProcessSignal.named(name).ifPresent(signal -> signal.answer(() -> tell(signal))));
    }

    /** From now until {@link #forget} this work reads {@code stop} and ends in order. */
    void listen(StopSignal stop) {
        listeners.add(stop);
        if (told.get() != 0) {
            stop.request();
        }
    }

    /** The work has ended. */
    void forget(StopSignal stop) {
        listeners.remove(stop);
    }

    /** Everything is done and said; returns the exit code: {@code code}, or that of the signal the process was told to end by. */
    int end(int code) {
        ended.countDown();
        return told.get() == 0 ? code : SHELL_BASE + told.get();
    }

    private void tell(ProcessSignal signal) {
        if (!told.compareAndSet(0, signal.number())) {
            return; // told before: a script's 'timeout' does so twice
        }
        boolean isHeard = !listeners.isEmpty();
        listeners.forEach(StopSignal::request);
        try {
            if (ended.await(isHeard ? patience.toMillis() : 0, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (isHeard) {
            err.println("The step in progress did not end in %s; what was saved before stays valid."
                    .formatted(patience.toSeconds() > 0 ? patience.toSeconds() + " s" : patience.toMillis() + " ms"));
        }
        leaveTo(signal);
    }

    /** Ends the process by the system's own answer to the signal; Java has no other way past the destructors. */
    private void leaveTo(ProcessSignal signal) {
        signal.answerAsTheSystemDoes();
        String kill =
                "kill -%s %d".formatted(signal.name(), ProcessHandle.current().pid());
        try {
            new ProcessBuilder("sh", "-c", kill).start().waitFor(10, TimeUnit.SECONDS); // it does not come back
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            err.println(
                    "There is no 'sh' that could end this process (%s).".formatted(e.getMessage())); // as on Windows
        }
        Runtime.getRuntime().halt(SHELL_BASE + signal.number());
    }
}

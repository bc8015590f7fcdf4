// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.Engine;

/** Teams whose members are threads of this test: to libtorch they are processes. */
public final class Teams {
    /** Longer than any test waits where all is well. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private Teams() {}

    /** What each member does. */
    public interface Part<T> {
        T play(Meeting meeting) throws Exception;
    }

    /** Each member's result, the leader's first; a failure of one is the test's. */
    public static <T> List<T> together(Rendezvous at, int size, Part<T> part) throws Exception {
        Engine.start();
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                boolean isLeader = i == 0;
                running.add(threads.submit(() -> Engine.withThreads(1, () -> {
                    try (Meeting meeting = isLeader
                            ? Meeting.lead(at, size, PATIENCE)
                            : Meeting.join(at, PATIENCE, new StopSignal())) {
                        return part.play(meeting);
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** A team of threads that meet in a file of that folder. */
    public static <T> List<T> inFile(Path folder, int size, Part<T> part) throws Exception {
        return together(new Rendezvous.InFile(folder.resolve("meeting")), size, part);
    }

    static Team team(Meeting meeting) throws InterruptedException {
        if (meeting.rank() > 0) {
            meeting.ready();
        } else {
            meeting.awaitAll(PATIENCE, new StopSignal(), () -> {});
        }
        return meeting.team(new StopSignal(), PATIENCE);
    }
}

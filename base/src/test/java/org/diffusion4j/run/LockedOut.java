// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.StorageException;

/** A process without the right to write, which tries everything on a run's folder and prints the answers. */
final class LockedOut {
    private LockedOut() {}

    public static void main(String[] arguments) {
        Path run = Path.of(arguments[0]);
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        FileLayer files = FileLayer.disk();
        say(() -> System.out.println(States.load(StateStore.reading(run, System.out::println))));
        say(() -> StateStore.open(run, files, 2, System.out::println).save(States.at(9)));
        say(() -> FolderLock.acquire(run, clock));
        say(() -> EventLog.open(run.resolve("events.jsonl"), files, clock));
        say(() -> TensorBoardWriter.create(run.resolve("tensorboard"), files, clock));
        say(() -> RunFolder.create(
                run, "x", "", Provenance.of(clock, "s", "n", "", "", Map.of(), List.of()), ZoneOffset.UTC, files));
    }

    private static void say(Runnable attempt) {
        try {
            attempt.run();
        } catch (StorageException e) {
            System.out.println(e.getMessage());
        }
    }
}

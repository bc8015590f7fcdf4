// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.nio.file.Path;
import java.time.Clock;

/** A process that goes on from the newest state of a run and saves state after state, naming each, until it is killed or nobody listens. */
final class SavingLoop {
    private SavingLoop() {}

    public static void main(String[] arguments) {
        Path run = Path.of(arguments[0]);
        try (FolderLock lock = FolderLock.acquire(run, Clock.systemUTC())) {
            StateStore store = StateStore.open(run, FileLayer.disk(), 2, System.out::println);
            long first = store.loadLatest().map(LoadedState::step).orElse(-1L) + 1;
            for (long step = first; lock != null && !System.out.checkError(); step++) {
                store.save(States.at(step));
                System.out.println(step);
            }
        }
    }
}

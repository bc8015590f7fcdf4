// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.diffusion4j.error.StorageException;

/** A process that takes the lock of a folder, says so, and holds it until its input ends. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (FolderLock lock = FolderLock.acquire(Path.of(arguments[0]), Clock.systemUTC())) {
            System.out.println("locked " + (lock != null));
            int input;
            do {
                input = System.in.read();
            } while (input >= 0);
        } catch (StorageException e) {
            System.out.println(e.getMessage());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.diffusion4j.error.StorageException;

/**
 * A file that grows record by record, each handed to the system at once.
 *
 * @param what its content in a sentence, such as {@code events}
 * @param file where it is
 * @param out open for writing; closed with this
 */
record LogFile(String what, Path file, FileLayer.Output out) implements AutoCloseable {
    /** Writes all of it. */
    void write(ByteBuffer record) throws IOException {
        while (record.hasRemaining()) {
            out.write(record);
        }
    }

    /** The sentence for a record that could not be written. */
    StorageException unwritable(IOException e) {
        return unwritable(what, file, e);
    }

    static StorageException unwritable(String what, Path file, IOException e) {
        return new StorageException(
                "%s cannot be written to %s (%s). Free some space or make the folder writable, then continue from the last state."
                        .formatted(what, file, StorageException.reason(e)),
                e);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.diffusion4j.error.StorageException;
import org.slf4j.LoggerFactory;

/**
 * The one place of this package that knows files. A file is written under another name beside its own and moved there
 * at the end, so nobody ever reads half a picture and a failed write leaves the old file as it was.
 */
final class AtomicFile {
    private AtomicFile() {}

    /** Writes the bytes of a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Creates the parent folders, writes, then moves into place.
     *
     * @throws StorageException where that is not possible
     */
    static void write(Path file, Content content) {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        Path name = target.getFileName();
        if (folder == null || name == null) {
            throw new StorageException("'%s' is not the name of a file. Add a file name.".formatted(file));
        }
        if (Files.isDirectory(target)) {
            throw new StorageException(
                    "A picture cannot be written to '%s' because that is a folder. Add a file name.".formatted(file));
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StorageException(
                    "The folder '%s' cannot be created (%s). Choose a path below a folder that you may write."
                            .formatted(folder, reason(e)),
                    e);
        }
        Path temporary = folder.resolve(
                ".%s.%d-%d.tmp".formatted(name, ProcessHandle.current().pid(), System.nanoTime()));
        try {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    1 << 16)) {
                content.writeTo(out);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StorageException(
                    "'%s' cannot be written (%s). Check the space and your rights there, or choose another path."
                            .formatted(file, reason(e)),
                    e);
        } finally {
            discard(temporary);
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The write itself has succeeded or has its own exception on the way; say where the rest lies.
            LoggerFactory.getLogger(AtomicFile.class).warn("The temporary file {} stays behind.", temporary, e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "a file stands where a folder is needed";
        }
        return StorageException.reason(e);
    }
}

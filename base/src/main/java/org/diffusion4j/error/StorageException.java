// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** A file or folder could not be read or written: no permission, no space, no such path. */
public final class StorageException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    /** The sentence alone. */
    public StorageException(String message) {
        super(message, null);
    }

    /** The sentence, and what led to it. */
    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The cause of a failure in a few words without the path, to be put in brackets: {@code "permission denied"}. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is there already";
        }
        if (e instanceof NotDirectoryException) {
            return "not a folder";
        }
        String words = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return words == null ? e.getClass().getSimpleName() : words;
    }
}

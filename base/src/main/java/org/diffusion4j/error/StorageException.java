// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

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
}

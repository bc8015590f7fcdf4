// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import org.jspecify.annotations.Nullable;

/** A saved state or set of weights cannot be used, written or found. */
public final class CheckpointException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    /** The sentence alone. */
    public CheckpointException(String message) {
        super(message, null);
    }

    /** The sentence, and what led to it. */
    public CheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

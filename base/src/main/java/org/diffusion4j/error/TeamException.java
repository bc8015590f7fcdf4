// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import org.jspecify.annotations.Nullable;

/** Processes that train together did not meet, or lost one of them. */
public final class TeamException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    /** The sentence alone. */
    public TeamException(String message) {
        super(message, null);
    }

    /** The sentence, and what led to it. */
    public TeamException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import org.jspecify.annotations.Nullable;

/** The native library refused an operation; the first line of its own words is part of the message. */
public final class EngineException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    /** The sentence alone. */
    public EngineException(String message) {
        super(message, null);
    }

    /** The sentence, and what led to it. */
    public EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

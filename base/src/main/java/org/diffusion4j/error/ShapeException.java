// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import org.jspecify.annotations.Nullable;

/** A tensor or picture has a size that the receiver cannot take. */
public final class ShapeException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    /** The sentence alone. */
    public ShapeException(String message) {
        super(message, null);
    }

    /** The sentence, and what led to it. */
    public ShapeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

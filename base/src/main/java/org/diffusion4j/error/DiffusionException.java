// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything that diffusion4j throws on purpose. The message is one or more full sentences meant for a person:
 * what was given, what is allowed, what to do now.
 */
public abstract class DiffusionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DiffusionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

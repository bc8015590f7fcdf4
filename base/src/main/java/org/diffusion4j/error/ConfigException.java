// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import org.jspecify.annotations.Nullable;

/** A value given by the user (flag, recipe key, argument) is not allowed. */
public final class ConfigException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    /** The sentence alone. */
    public ConfigException(String message) {
        super(message, null);
    }

    /** The sentence, and what led to it. */
    public ConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import org.jspecify.annotations.Nullable;

/** A file is not what its format says it must be; nothing of it was used. */
public final class FormatException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    /** The sentence alone. */
    public FormatException(String message) {
        super(message, null);
    }

    /** The sentence, and what led to it. */
    public FormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What a JSON parser said, in one line and without its remarks about itself, to be put in brackets. */
    public static String reason(@Nullable String said) {
        String words = said == null ? "" : said.lines().findFirst().orElse("");
        return words.replaceFirst("\\s*\\((start marker at|[^()]*`).*", "");
    }
}

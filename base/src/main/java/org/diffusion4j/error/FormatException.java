// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

import org.jspecify.annotations.Nullable;

/** A file is not what its format says it must be; nothing of it was used. */
public final class FormatException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_SHOWN = 120;

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

    /** A name out of a stranger's file as it may stand in a message: in quotes, short, on one line. */
    public static String shown(String name) {
        String line = name.codePoints()
                .limit(MAX_SHOWN)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "'" + line + (name.codePointCount(0, name.length()) > MAX_SHOWN ? "…'" : "'");
    }
}

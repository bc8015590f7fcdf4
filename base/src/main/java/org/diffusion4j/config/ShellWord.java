// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.nio.file.Path;

/** A word as it may be pasted into a shell. */
public final class ShellWord {
    private ShellWord() {}

    /** A path, quoted where it must be. */
    public static String of(Path path) {
        return of(path.toString());
    }

    /** The same for any text. */
    public static String of(String text) {
        return text.matches("[\\p{L}\\p{N}/._+=,:@%-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;

/** A word as it may be pasted into a shell. */
final class ShellWord {
    private ShellWord() {}

    static String of(Path path) {
        return of(path.toString());
    }

    static String of(String text) {
        return text.matches("[\\p{L}\\p{N}/._+=,:@%-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

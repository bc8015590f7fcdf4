// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

/**
 * The origin of a value: a place in a file (line and column from 1), or, with line 0, something that has no lines: an
 * override or a standard value.
 */
record Where(String source, int line, int column) {
    /** The origin of a value that nobody gave. */
    static final Where STANDARD = new Where("default", 0, 0);

    /** The first character of a file. */
    static Where file(String name) {
        return new Where(name, 1, 1);
    }

    /** An override on the command line. */
    static Where override(String assignment) {
        return new Where("--set " + Problems.shown(assignment), 0, 0);
    }

    /** Another place of the same source; an origin without lines stays as it is. */
    Where at(int newLine, int newColumn) {
        return line == 0 ? this : new Where(source, newLine, newColumn);
    }

    /** As it stands before a problem: {@code spiral.yaml:7:3}. */
    String place() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }

    /** Whether it was given on the command line. */
    boolean isOverride() {
        return line == 0 && !equals(STANDARD);
    }

    /** As it stands in the table of {@code explain}: {@code line 7}, {@code default} or {@code --set}. */
    String brief() {
        if (line > 0) {
            return "line " + line;
        }
        return isOverride() ? "--set" : source;
    }
}

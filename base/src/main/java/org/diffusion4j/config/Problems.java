// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.diffusion4j.error.ConfigException;

/** Collects everything that is wrong with a recipe, so that a person can repair it in one go. */
final class Problems {
    private static final int MOST_SHOWN = 20;
    private static final int LONGEST_TEXT = 60;

    private record Problem(Where where, String text) {}

    private final List<Problem> found = new ArrayList<>();

    /** Notes what is wrong with the value at a path such as {@code train.steps}; the root has the empty path. */
    void add(Where where, String path, String sentence) {
        found.add(new Problem(where, path.isEmpty() ? sentence : shown(path) + ": " + sentence));
    }

    /** Ends the reading now if anything was wrong. */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw failure();
        }
    }

    /** All problems in the order of the file's lines, those of overrides last. */
    ConfigException failure() {
        Comparator<Problem> byLine = Comparator.comparingInt(
                p -> p.where().line() == 0 ? Integer.MAX_VALUE : p.where().line());
        String lines = found.stream()
                .sorted(byLine)
                .limit(MOST_SHOWN)
                .map(p -> p.where().place() + ": " + p.text())
                .collect(Collectors.joining("\n"));
        int more = found.size() - MOST_SHOWN;
        return new ConfigException(more > 0 ? lines + "\nand " + more + " more. Repair these first." : lines);
    }

    /** A foreign text made safe for one line of a message: no control characters, not too long. */
    static String shown(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Advice for a name that is not known: the candidate that was probably meant. */
public final class Names {
    /** Longer names are no slips of the finger, and the comparison costs the product of the lengths. */
    private static final int LONGEST = 100;

    private Names() {}

    /**
     * The candidate that is nearest to the given name. Case, hyphens and underscores do not count; a beginning of at
     * least three letters is near; otherwise about a third of the letters may be missing, added, wrong or swapped with
     * their neighbour. The first of equally near candidates wins.
     *
     * @return empty where nothing is near enough to be worth saying
     */
    public static Optional<String> nearest(String given, Collection<String> candidates) {
        String wanted = plain(given);
        if (wanted.isEmpty() || wanted.length() > LONGEST) {
            return Optional.empty();
        }
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            String name = plain(candidate);
            int shorter = Math.min(wanted.length(), name.length());
            int allowed = Math.min(shorter - 1, (Math.max(wanted.length(), name.length()) + 2) / 3);
            int distance = distance(wanted, name);
            if (distance > allowed && wanted.length() >= 3 && name.startsWith(wanted)) {
                distance = allowed;
            }
            if (distance < bestDistance && (distance == 0 || distance <= allowed)) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** One sentence of advice: {@code Did you mean 'steps'?}, or, where nothing is near, all that is allowed. */
    public static String advice(String given, Collection<String> candidates) {
        if (candidates.isEmpty()) {
            return "Nothing is allowed here.";
        }
        return nearest(given, candidates)
                .map("Did you mean '%s'?"::formatted)
                .orElseGet(() -> "Allowed here: " + String.join(", ", candidates) + ".");
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    /** Damerau-Levenshtein distance in its restricted form: no part of a name is changed twice. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(last[j - 1] + change, Math.min(last[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[b.length()];
    }
}

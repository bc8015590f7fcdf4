// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value in which two recipes differ.
 *
 * @param key with all that encloses it, such as {@code train.steps}
 * @param before as a recipe writes it; {@link #NONE} where there is no such key
 * @param after as a recipe writes it; {@link #NONE} where there is no such key
 */
public record Difference(String key, String before, String after) {
    /** What an absent value is written as. */
    public static final String NONE = "null";

    /** All differences between two records of a type, in the order of their keys. */
    public static <R> List<Difference> between(Class<R> type, R before, R after) {
        Map<String, String> old = values(type, before);
        Map<String, String> fresh = values(type, after);
        List<Difference> differences = new ArrayList<>();
        old.forEach((key, value) -> {
            String other = fresh.getOrDefault(key, NONE);
            if (!value.equals(other)) {
                differences.add(new Difference(key, value, other));
            }
        });
        fresh.forEach((key, value) -> {
            if (!old.containsKey(key) && !value.equals(NONE)) {
                differences.add(new Difference(key, NONE, value));
            }
        });
        return differences;
    }

    private static <R> Map<String, String> values(Class<R> type, R recipe) {
        Map<String, String> values = new LinkedHashMap<>();
        Outline.of(type, recipe).stream()
                .filter(line -> !line.value().isEmpty())
                .forEach(line -> values.put(line.path(), line.value()));
        return values;
    }

    /** {@code network.hidden (64, not 32)}. */
    @Override
    public String toString() {
        return "%s (%s, not %s)".formatted(key, before, after);
    }
}

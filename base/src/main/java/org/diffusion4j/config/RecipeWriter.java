// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import org.diffusion4j.error.ConfigException;

/** Writes a record as a recipe: every key, also those with standard values, with a comment that says what it is about. */
public final class RecipeWriter {
    private static final int COMMENT_COLUMN = 32;

    private RecipeWriter() {}

    /**
     * The YAML text of a record. Equal records give equal texts, and {@link RecipeReader} reads the text back to an equal
     * record.
     *
     * @param type the type under which it will be read again: the record's own, or its family's
     * @throws ConfigException where a number is not finite
     */
    public static <R> String yaml(Class<R> type, R recipe) {
        StringBuilder out = new StringBuilder();
        for (Outline.Line line : Outline.of(type, recipe)) {
            String text = line.prefix() + line.key() + ":" + (line.value().isEmpty() ? "" : " " + line.value());
            out.append(text);
            if (!line.about().isEmpty() || !line.unit().isEmpty()) {
                out.append(" ".repeat(Math.max(2, COMMENT_COLUMN - text.length())));
                out.append("# ").append(comment(line));
            }
            out.append('\n');
        }
        return out.isEmpty() ? "{}\n" : out.toString();
    }

    private static String comment(Outline.Line line) {
        String unit = line.unit().isEmpty() ? "" : "[" + line.unit() + "]";
        return (line.about() + " " + unit).strip().replaceAll("\\s+", " ");
    }
}

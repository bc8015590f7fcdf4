// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table that explains a recipe, in columns of text. */
final class Table {
    private static final String GAP = "   ";

    private Table() {}

    /** One row for each key that has a value; a key without a known origin has its standard value. */
    static String of(List<Outline.Line> lines, Map<String, Where> origins) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("key", "value", "from", "unit", "about"));
        for (Outline.Line line : lines) {
            if (!line.value().isEmpty()) {
                Where from = origins.getOrDefault(line.path(), Where.STANDARD);
                rows.add(List.of(line.path(), line.value(), from.brief(), line.unit(), line.about()));
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                text.append(row.get(column))
                        .append(" "
                                .repeat(widest(rows, column) - row.get(column).length()))
                        .append(GAP);
            }
            out.append(text.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static int widest(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.diffusion4j.error.StorageException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tables for people and, if wanted, lines of JSON for programs.
 *
 * @param out where tables go
 * @param json file to which every row is appended
 */
record Report(PrintStream out, Optional<Path> json) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** A line of text. */
    void line(String text) {
        out.println(text);
    }

    /**
     * A table: our row, the others, then our shares of the plain one and of the best of the others.
     *
     * @param conditions of these minutes
     * @param series ours first
     */
    void comparison(String title, String conditions, List<Series> series) {
        List<Series> rows = new ArrayList<>(series);
        Series ours = series.get(0);
        List<Series> others = series.subList(1, series.size());
        others.stream()
                .filter(Series::isPlain)
                .findFirst()
                .ifPresent(plain ->
                        rows.add(ours.over(plain).named("share of plain PyTorch (%s)".formatted(plain.who()))));
        others.stream()
                .min(Comparator.comparing(Series::median))
                .ifPresent(best -> rows.add(ours.over(best).named("share of the best (%s)".formatted(best.who()))));
        table(title, conditions, rows);
    }

    /** A table of rows that are not compared with each other. */
    void table(String title, String conditions, List<Series> rows) {
        int width = rows.stream().mapToInt(row -> row.who().length()).max().orElse(0);
        out.printf("%n%s%n%s%n", title, conditions);
        out.printf("%-" + width + "s %9s %9s %9s%n", "", "median", "min", "max");
        for (Series row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-" + width + "s %9.3f %9.3f %9.3f%n",
                    row.who(),
                    row.median(),
                    row.least(),
                    row.most());
        }
        json.ifPresent(file -> rows.forEach(row -> append(file, title, conditions, row)));
    }

    private static void append(Path file, String title, String conditions, Series row) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        line.put("what", title);
        line.put("who", row.who());
        line.put("median", row.median());
        line.put("min", row.least());
        line.put("max", row.most());
        line.put("rounds", row.values().length);
        line.put("conditions", conditions);
        try {
            Files.writeString(
                    file, MAPPER.writeValueAsString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new StorageException(
                    "the figures cannot be written to %s (%s). Give a file in a folder that exists and may be written."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }
}

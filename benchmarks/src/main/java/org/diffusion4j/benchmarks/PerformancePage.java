// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.plot.Bars;
import org.diffusion4j.plot.Png;
import org.diffusion4j.run.FileLayer;
import org.jspecify.annotations.Nullable;

/**
 * {@code docs/performance.md} and its charts, from the figures alone: the words stand in the resource {@code
 * performance.md}, in which {@code {{table SYSTEM}}} and {@code {{machines}}} are filled in.
 */
record PerformancePage(Figures figures) {
    static final String FIGURES = "performance.json";
    static final String PAGE = "performance.md";

    private static final Pattern HOLE = Pattern.compile("\\{\\{(\\w+)(?: (\\w+))?}}\n?");
    private static final String CHART = "pictures/performance-%s-%s.png";

    /** Writes the page, and a chart for each system that was compared. */
    void write(Path docs) {
        byte[] page = page().getBytes(StandardCharsets.UTF_8);
        try {
            FileLayer.disk().replace(docs.resolve(PAGE), ByteContent.of(() -> ByteBuffer.wrap(page)));
        } catch (IOException e) {
            throw new StorageException(
                    "the page cannot be written to %s (%s). Make the folder writable."
                            .formatted(docs, StorageException.reason(e)),
                    e);
        }
        for (Subject subject : Subject.values()) {
            for (List<Row> rows : of(subject)) {
                Bars bars = chart(subject, rows);
                if (!bars.bars().isEmpty()) {
                    Png.write(docs.resolve(chartFile(rows)), bars.draw());
                }
            }
        }
    }

    private static String chartFile(List<Row> rows) {
        return CHART.formatted(rows.get(0).system(), rows.get(0).processorSlug());
    }

    String page() {
        Matcher holes = HOLE.matcher(words());
        return holes.replaceAll(hole -> Matcher.quoteReplacement(
                hole.group(1).equals("table") ? tables(Subject.named(hole.group(2))) : machines()));
    }

    /** Its rows, by processor. */
    private List<List<Row>> of(Subject subject) {
        return List.copyOf(figures.rows().stream()
                .filter(row -> row.system().equals(subject.toString()))
                .collect(Collectors.groupingBy(Row::processor, LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    private String tables(Subject subject) {
        List<List<Row>> all = of(subject);
        return all.isEmpty()
                ? "Not measured yet.\n"
                : all.stream().map(rows -> table(subject, rows)).collect(Collectors.joining("\n"));
    }

    private static String table(Subject subject, List<Row> rows) {
        StringBuilder text = new StringBuilder();
        text.append("On %s:\n\n".formatted(rows.get(0).processor()));
        text.append("| what | diffusion4j | how | PyTorch | share | goal | share of peak | load |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        rows.forEach(row -> text.append(line(row)));
        if (!chart(subject, rows).bars().isEmpty()) {
            text.append("\n![Shares of PyTorch's time and memory](%s)\n".formatted(chartFile(rows)));
        }
        return text.toString();
    }

    private static String line(Row row) {
        double goal = Goal.of(row).against(row);
        String what = row.batch() > 0 ? "%s, batch %d".formatted(row.what(), row.batch()) : row.what();
        return "| %s | %s | %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                        what,
                        value(row.ours(), row.unit()),
                        row.setting(),
                        row.peer() == null
                                ? ""
                                : "%s: %s%s"
                                        .formatted(
                                                row.peer(),
                                                value(row.theirs(), row.unit()),
                                                row.isPlain() ? " (plain)" : " (best)"),
                        row.ratio() == null ? "" : "%s ± %s".formatted(digits(row.ratio()), digits(row.spread())),
                        row.peer() == null || Double.isNaN(goal) ? "" : "≤ " + goal,
                        row.shareOfPeak() == null ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * row.shareOfPeak()),
                        digits(row.load()))
                .replace("\r", "");
    }

    private static String value(@Nullable Double value, String unit) {
        if (value == null) {
            return "";
        }
        boolean isLong = unit.equals("ms") && value >= 10_000;
        double shown = isLong ? value / 1000 : value;
        String name = isLong ? "s" : unit.equals("mib") ? "MiB" : unit.equals("percent") ? "%" : unit;
        int places = shown >= 100 ? 0 : shown >= 10 ? 1 : shown >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + places + "f %s", shown, name);
    }

    private static String digits(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.2f", value);
    }

    /** Our share of the plain program and of the best one, with a mark at each goal. */
    private static Bars chart(Subject subject, List<Row> rows) {
        Bars bars = Bars.titled(
                "%s: share of PyTorch (%s)".formatted(subject, rows.get(0).processor()));
        for (Row row : rows) {
            if (row.ratio() != null) {
                String name = "%s%s, %s"
                        .formatted(
                                row.what(),
                                row.batch() > 0 ? " %d".formatted(row.batch()) : "",
                                row.isPlain() ? "of plain" : "of the best");
                bars = bars.with(new Bars.Bar(name, row.ratio(), Goal.of(row).against(row), row.isPlain() ? 0 : 1));
            }
        }
        return bars;
    }

    /** Each machine once, with its peaks and the systems that were measured there. */
    private String machines() {
        Map<String, List<Row>> machines = figures.rows().stream()
                .collect(Collectors.groupingBy(Row::machine, LinkedHashMap::new, Collectors.toList()));
        return machines.entrySet().stream()
                .map(one -> "- %s: %s. Peak beside the first of these rows: %s.%n"
                        .formatted(
                                one.getValue().stream()
                                        .map(Row::system)
                                        .distinct()
                                        .collect(Collectors.joining(", ")),
                                one.getKey(),
                                one.getValue().get(0).peak())
                        .replace("\r", ""))
                .collect(Collectors.joining());
    }

    private static String words() {
        try (InputStream in = PerformancePage.class.getResourceAsStream(PAGE)) {
            if (in == null) {
                throw new IllegalStateException(PAGE + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(PAGE + " cannot be read", e);
        }
    }
}

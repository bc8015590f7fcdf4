// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.plot.Curve;
import org.diffusion4j.plot.Series;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.run.FileLayer;
import tools.jackson.databind.json.JsonMapper;

/**
 * A comparison of samplers as a chart, a table and JSON.
 *
 * @param model its name or folder
 * @param count samples of each run
 * @param seed of start and noise
 * @param guidance how strongly a category was followed, and where
 * @param measure what the first figure is
 * @param floor that figure of what is as good as can be
 * @param trials the runs, sampler after sampler, by evaluations
 */
public record ComparisonReport(
        String model, int count, long seed, String guidance, String measure, double floor, List<SamplerTrial> trials) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A run this many times worse than the best of its line would only press the others together. */
    private static final double WORST = 300;

    /** Keeps its own list. */
    public ComparisonReport {
        trials = List.copyOf(trials);
    }

    /** Those without noise first, so that lines of one kind have colours of their own. */
    private List<List<SamplerTrial>> lines() {
        return bySampler().values().stream()
                .sorted(Comparator.comparing(line -> line.get(0).isNoisy()))
                .toList();
    }

    private Map<SamplerName, List<SamplerTrial>> bySampler() {
        return trials.stream().collect(Collectors.groupingBy(SamplerTrial::sampler, TreeMap::new, Collectors.toList()));
    }

    /** Quality against evaluations, a line for each sampler; broken lines add noise on the way. */
    public BufferedImage chart() {
        double best = trials.stream()
                .mapToDouble(SamplerTrial::quality)
                .filter(q -> q > 0)
                .min()
                .orElse(1);
        Curve curve = Curve.titled("Samplers on '%s' (broken lines add noise)".formatted(name()))
                .labelled("network evaluations", measure)
                .withLogX()
                .withLogY();
        double[] ends = {
            trials.stream().mapToInt(SamplerTrial::evaluations).min().orElse(1),
            trials.stream().mapToInt(SamplerTrial::evaluations).max().orElse(1)
        };
        for (List<SamplerTrial> line : lines()) {
            List<SamplerTrial> shown = line.stream()
                    .filter(trial -> trial.quality() > 0 && trial.quality() <= WORST * best)
                    .toList();
            Series series = Series.of(
                    line.get(0).sampler().toString(),
                    shown.stream().mapToDouble(SamplerTrial::evaluations).toArray(),
                    shown.stream().mapToDouble(SamplerTrial::quality).toArray());
            curve = curve.with(
                    line.get(0).isNoisy() ? series.looking(Series.Look.DASHED).marked() : series.marked());
        }
        return curve.with(Series.of("floor", ends, new double[] {floor, floor}).faint())
                .draw();
    }

    /** The last part of a folder's name. */
    private String name() {
        Path last = Path.of(model).getFileName();
        return last == null ? model : last.toString();
    }

    /** The runs as lines of text, the first with the names of the columns. */
    public String csv() {
        List<String> names = trials.stream()
                .map(trial -> List.copyOf(trial.figures().keySet()))
                .filter(list -> !list.isEmpty())
                .findFirst()
                .orElse(List.of());
        List<String> lines = new ArrayList<>();
        lines.add("sampler,noisy,steps,evaluations," + String.join(",", names) + ",seconds");
        for (SamplerTrial t : trials) {
            String figures = names.stream()
                    .map(name -> t.figures().containsKey(name)
                            ? String.format(Locale.ROOT, "%.6g", t.figures().get(name))
                            : "")
                    .collect(Collectors.joining(","));
            lines.add(String.format(
                    Locale.ROOT,
                    "%s,%s,%d,%d,%s,%.2f",
                    t.sampler(),
                    t.isNoisy(),
                    t.steps(),
                    t.evaluations(),
                    figures,
                    t.seconds()));
        }
        return String.join("\n", lines) + "\n";
    }

    /** One line for each sampler, one column for each number of evaluations that was allowed: the first figure, for people. */
    public String table() {
        List<Integer> columns =
                trials.stream().map(SamplerTrial::allowed).distinct().sorted().toList();
        StringBuilder text = new StringBuilder("| %-14s |".formatted("evaluations"));
        columns.forEach(n -> text.append(String.format(Locale.ROOT, " %6d |", n)));
        text.append("\n| --- |").append(" ---: |".repeat(columns.size())).append('\n');
        bySampler().forEach((sampler, line) -> {
            text.append("| %-14s |".formatted(sampler));
            Map<Integer, Double> figures =
                    line.stream().collect(Collectors.toMap(SamplerTrial::allowed, SamplerTrial::quality));
            columns.forEach(n -> text.append(
                    figures.containsKey(n) ? " %6s |".formatted(shown(figures.get(n))) : " %6s |".formatted("")));
            text.append('\n');
        });
        return text.toString();
    }

    private static String shown(double figure) {
        return Double.isNaN(figure) ? "none" : String.format(Locale.ROOT, "%.3g", figure);
    }

    /** Everything as JSON. */
    public String json() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    }

    /** Writes {@code samplers.csv} and {@code samplers.json} into a folder. */
    public void write(Path folder, FileLayer files) {
        Map.of("samplers.csv", csv(), "samplers.json", json()).forEach((name, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Path file = folder.resolve(name);
            try {
                files.replace(file, ByteContent.of(() -> ByteBuffer.wrap(bytes)));
            } catch (IOException e) {
                throw new StorageException(
                        "the comparison cannot be written to %s (%s). Make the folder writable or choose another."
                                .formatted(file, StorageException.reason(e)),
                        e);
            }
        });
    }
}

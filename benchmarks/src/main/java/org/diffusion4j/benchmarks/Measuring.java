// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.diffusion4j.tensor.PeakLoop;

/** What all tables share: rounds, time, the peak loop beside each, where figures go. */
final class Measuring {
    private static final Duration PEAK = Duration.ofMillis(300);

    private final BenchOptions options;
    private final Report report;
    private final Budget budget;
    private final String machine;
    private final List<Row> rows = new ArrayList<>();

    /**
     * What a table is about.
     *
     * @param subject what is measured
     * @param what the job, for the figures
     * @param batch rows of it
     * @param unit of its values, as in {@link Row}
     * @param setting how ours is run
     * @param gigaflop arithmetic of the job, where it is known
     */
    record Job(Subject subject, String what, int batch, String unit, String setting, OptionalDouble gigaflop) {
        String title() {
            return "%s: %s%s (%s)"
                    .formatted(
                            subject,
                            what,
                            batch > 0 ? ", batch " + batch : "",
                            unit.equals("mib") ? "MiB" : unit.equals("percent") ? "%" : unit);
        }
    }

    Measuring(BenchOptions options, Report report, Budget budget, String machine) {
        this.options = options;
        this.report = report;
        this.budget = budget;
        this.machine = machine;
    }

    BenchOptions options() {
        return options;
    }

    /** All rows so far. */
    List<Row> rows() {
        return rows;
    }

    /** A comparison; the first case is ours. */
    void compare(Job job, List<Case> cases, int rounds) {
        PeakLoop peak = PeakLoop.measure(PEAK);
        long deadline = budget.next();
        List<Series> all = Case.inTurns(cases, rounds, () -> budget.isOver(deadline));
        report.comparison(job.title(), conditions(peak), all);
        keep(job, all, peak);
    }

    /** Figures of ours that are compared with nothing. */
    void list(Job job, List<Case> cases, int rounds) {
        PeakLoop peak = PeakLoop.measure(PEAK);
        long deadline = budget.next();
        List<Series> all = Case.inTurns(cases, rounds, () -> budget.isOver(deadline));
        report.table(job.title(), conditions(peak), all);
        all.forEach(one -> keep(job, List.of(one), peak));
    }

    private void keep(Job job, List<Series> all, PeakLoop peak) {
        Series ours = all.get(0);
        List<Series> others = all.subList(1, all.size());
        List<Series> compared = new ArrayList<>();
        others.stream().filter(Series::isPlain).findFirst().ifPresent(compared::add);
        others.stream()
                .filter(other -> !other.isPlain())
                .min(Comparator.comparing(Series::median))
                .ifPresent(compared::add);
        if (compared.isEmpty()) {
            rows.add(row(job, ours, null, peak));
        }
        compared.forEach(other -> rows.add(row(job, ours, other, peak)));
    }

    private Row row(Job job, Series ours, @org.jspecify.annotations.Nullable Series other, PeakLoop peak) {
        Series ratio = other == null ? null : ours.over(other);
        Double share = job.gigaflop().isEmpty()
                ? null
                : (Double) (job.gigaflop().getAsDouble() / (ours.median() / 1e3) / peak.convolution());
        return new Row(
                job.subject().toString(),
                job.what(),
                job.batch(),
                job.unit(),
                ours.median(),
                job.setting(),
                other == null ? null : other.who(),
                other != null && other.isPlain(),
                other == null ? null : (Double) other.median(),
                ratio == null ? null : (Double) ratio.median(),
                ratio == null ? null : (Double) ((ratio.most() - ratio.least()) / 2),
                share,
                load(),
                words(peak),
                machine);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String words(PeakLoop peak) {
        String half = peak.halfConvolution().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; in bf16 %.0f and %.0f",
                        peak.halfConvolution().getAsDouble(),
                        peak.halfProduct().getAsDouble());
        return String.format(
                Locale.ROOT,
                "convolution %.0f, product %.0f GFLOP/s with %d threads%s",
                peak.convolution(),
                Math.max(peak.product(), peak.productAsConvolution()),
                peak.threads(),
                half);
    }

    private static String conditions(PeakLoop peak) {
        return String.format(Locale.ROOT, "load %.1f; peak in this minute: %s", load(), words(peak));
    }
}

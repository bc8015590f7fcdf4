// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.model.Model;
import org.diffusion4j.tensor.Doctor;
import org.diffusion4j.tensor.PeakLoop;

/**
 * What is behind {@code ./d4j bench}: the machine, then training step, sampling, their share of noise, and whole processes, with a peak loop
 * beside every table. With a Python at hand the same work in PyTorch takes turns with ours.
 */
public final class Bench {
    private static final Duration PEAK = Duration.ofMillis(300);

    /** Between two looks at the others: about a third of a second. */
    private static final int STEPS_PER_WINDOW = 1000;

    private final BenchOptions options;
    private final Report report;

    private Bench(BenchOptions options, Report report) {
        this.options = options;
        this.report = report;
    }

    /** Measures, or hands the words behind {@code jmh} to JMH. */
    public static void main(String[] words) throws IOException {
        if (words.length > 0 && words[0].equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(words, 1, words.length));
            return;
        }
        try {
            BenchOptions options = BenchOptions.of(List.of(words));
            if (options.help()) {
                System.out.print(BenchOptions.USAGE);
                return;
            }
            new Bench(options, new Report(System.out, options.json())).run();
        } catch (DiffusionException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void run() {
        report.line(Doctor.examine(PEAK).table());
        try (Peers peers = options.peers()
                .map(python -> Peers.start(python, options.folder()))
                .orElseGet(Peers::none)) {
            report.line(peers.version());
            trainingStep(peers);
            sampling(peers);
        }
        noise();
        processes();
    }

    private void trainingStep(Peers peers) {
        try (SpiralTraining training = new SpiralTraining()) {
            training.steps(5000); // compiled by then
            List<Case> cases = new ArrayList<>();
            cases.add(Case.ours(() -> Series.median(training.steps(STEPS_PER_WINDOW)) / 1e6));
            cases.addAll(
                    peers.cases("train", List.of("eager adam", "eager adam 1", "eager fused 1", "compile fused 1")));
            table("training step, batch 64 (ms)", cases, options.rounds());
        }
    }

    private void sampling(Peers peers) {
        try (Model model = FreshModel.make()) {
            List<Case> cases = new ArrayList<>();
            cases.add(Case.ours(() -> {
                long start = System.nanoTime();
                model.sample(SpiralSampleBenchmark.POINTS, start);
                return (System.nanoTime() - start) / 1e6 / SpiralSampleBenchmark.STEPS;
            }));
            cases.addAll(peers.cases(
                    "sample", List.of("eager", "eager 1", "compile", "compile 1", "compile bf16", "compile bf16 1")));
            table("sampling 1,024 points, one of 500 steps (ms)", cases, options.rounds());
        }
    }

    private void noise() {
        try (SpiralTraining training = new SpiralTraining();
                Model model = FreshModel.make()) {
            training.steps(5000); // compiled by then
            List<Case> cases = List.of(
                    Case.ours("training step, batch 64", () -> NoiseShare.ofTraining(training, STEPS_PER_WINDOW)),
                    Case.ours(
                            "sampling step, 1,024 points",
                            () -> NoiseShare.ofSampling(model, SpiralSampleBenchmark.POINTS, System.nanoTime())));
            PeakLoop peak = PeakLoop.measure(PEAK);
            report.table(
                    "random numbers, share of a step (%)", conditions(peak), Case.inTurns(cases, options.rounds()));
        }
    }

    private void processes() {
        Path folder = FreshModel.folder("d4j-benchmark");
        try {
            List<Case> jobs = new ArrayList<>();
            jobs.add(Case.ours(() -> WholeProcess.milliseconds(WholeProcess.training(folder))));
            options.peers()
                    .ifPresent(python -> jobs.addAll(Peers.jobs(
                            python,
                            options.folder(),
                            folder,
                            List.of("eager adam", "eager fused 1", "compile fused 1"))));
            table("2,000 iterations, from process start to saved weights (ms)", jobs, options.jobRounds());
            table(
                    "d4j --help (ms)",
                    List.of(Case.ours(() -> WholeProcess.milliseconds(WholeProcess.d4j("--help")))),
                    options.rounds());
        } finally {
            FreshModel.delete(folder);
        }
    }

    private void table(String title, List<Case> cases, int rounds) {
        PeakLoop peak = PeakLoop.measure(PEAK);
        List<Series> series = Case.inTurns(cases, rounds);
        report.comparison(title, conditions(peak), series);
    }

    private static String conditions(PeakLoop peak) {
        return String.format(
                Locale.ROOT,
                "load %.1f; peak in this minute: convolution %.0f, product %.0f GFLOP/s with %d threads",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                peak.convolution(),
                peak.product(),
                peak.threads());
    }
}

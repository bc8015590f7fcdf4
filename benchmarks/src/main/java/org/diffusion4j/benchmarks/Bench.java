// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.diffusion4j.benchmarks.PeerPrograms.Script;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.tensor.Doctor;

/**
 * What is behind {@code ./d4j bench}: the machine, then training step, sampling, memory and whole processes of each
 * system, with a peak loop beside every table. With a Python at hand the same work in PyTorch takes turns with ours.
 */
public final class Bench {
    private static final Duration PEAK = Duration.ofMillis(300);

    /** Exit codes, those of every command. */
    private static final int FAILED = 1;

    private static final int USAGE = 2;

    private Bench() {}

    /** Measures, or hands the words behind {@code jmh} to JMH. */
    public static void main(String[] words) throws IOException {
        if (words.length > 0 && words[0].equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(words, 1, words.length));
            return;
        }
        try {
            run(BenchOptions.of(List.of(words)));
        } catch (DiffusionException e) {
            System.err.println(e.getMessage());
            System.exit(exitCode(e));
        }
    }

    static int exitCode(DiffusionException failure) {
        return failure instanceof ConfigException ? USAGE : FAILED;
    }

    private static void run(BenchOptions options) {
        switch (options.task()) {
            case HELP -> System.out.print(BenchOptions.USAGE);
            case PAGE -> page(options.docs());
            case GROWTH -> new Growth(options).run();
            case TABLES, REPORT -> tables(options);
        }
    }

    private static void tables(BenchOptions options) {
        Report report = new Report(System.out, options.json());
        Doctor doctor = Doctor.examine(PEAK);
        report.line(doctor.table());
        int count = options.subjects().stream().mapToInt(Bench::tables).sum();
        Budget budget = new Budget(Duration.ofMinutes(options.minutes()), count, System::nanoTime);
        for (Subject subject : options.subjects()) {
            Script script = subject == Subject.SPIRAL ? Script.SPIRAL : Script.IMAGES;
            try (Peers peers = options.peers()
                    .map(python -> Peers.start(python, options.folder(), script))
                    .orElseGet(Peers::none)) {
                report.line(peers.version());
                Measuring measuring = new Measuring(options, report, budget, machine(doctor, peers));
                if (subject == Subject.SPIRAL) {
                    new SpiralTables(measuring, peers).measure();
                } else {
                    new ImageTables(measuring, peers, subject).measure();
                }
                if (options.task() == BenchOptions.Task.REPORT) { // after each, so that nothing is lost
                    Path file = options.docs().resolve(PerformancePage.FIGURES);
                    Figures.read(file).with(measuring.rows()).write(file);
                    page(options.docs());
                }
            }
        }
    }

    private static int tables(Subject subject) {
        return subject == Subject.SPIRAL ? SpiralTables.COUNT : ImageTables.count(subject);
    }

    private static void page(Path docs) {
        PerformancePage page = new PerformancePage(Figures.read(docs.resolve(PerformancePage.FIGURES)));
        page.write(docs);
        System.out.println("written: " + docs.resolve(PerformancePage.PAGE));
    }

    private static String machine(Doctor doctor, Peers peers) {
        List<String> names = List.of("processor", "cores", "instructions", "java", "natives");
        return doctor.facts().stream()
                        .filter(fact -> names.contains(fact.name()))
                        .map(fact -> fact.name().equals("cores")
                                ? String.format(Locale.ROOT, "%s cores", fact.value())
                                : fact.value())
                        .reduce((a, b) -> a + "; " + b)
                        .orElse("")
                + Optional.of(peers.version())
                        .filter(v -> v.startsWith("PyTorch"))
                        .map(v -> "; peers: " + v)
                        .orElse("");
    }
}

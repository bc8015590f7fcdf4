// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.Compute;

/**
 * A program for a process of its own: three steps or runs, then the most resident memory it ever had, the Java heap and the
 * libraries included.
 */
public final class MemoryProbe {
    private static final int STEPS = 3;
    private static final int TIMED = 5;

    private MemoryProbe() {}

    /**
     * Prints {@code {"mib": …, "ms": …}}: the peak, and the median time of five further steps or runs.
     *
     * @param words {@code train}, the system, the batch, then values of the recipe; or {@code sample}, the system, the batch,
     *     where its network was prepared and in which number format it is asked; or {@code run}, the same and the steps of a whole run
     */
    public static void main(String[] words) {
        Subject subject = Subject.named(words[1]);
        int batch = Integer.parseInt(words[2]);
        String[] more = Arrays.copyOfRange(words, 3, words.length);
        switch (words[0]) {
            case "train" -> train(subject, batch, more);
            case "sample" -> sample(subject, batch, Path.of(more[0]), Compute.valueOf(more[1]));
            case "run" -> run(subject, batch, Path.of(more[0]), Compute.valueOf(more[1]), Integer.parseInt(more[2]));
            default -> throw new IllegalArgumentException("train, sample or run was expected: " + words[0]);
        }
    }

    private static void train(Subject subject, int batch, String... more) {
        List<String> values = new ArrayList<>(List.of("train.batch=" + batch));
        values.addAll(List.of(more));
        try (TrainingSteps training = new TrainingSteps(subject, values.toArray(String[]::new))) {
            measure(() -> training.steps(1)[0] / 1e6);
        }
    }

    private static void sample(Subject subject, int batch, Path prepared, Compute compute) {
        try (ImageSteps steps = ImageSteps.of(subject, batch, prepared, compute)) {
            measure(steps::window);
        }
    }

    private static void run(Subject subject, int batch, Path prepared, Compute compute, int runSteps) {
        try (ImageSteps.OfModel runs = new ImageSteps.OfModel(subject, batch, runSteps, prepared, compute)) {
            measure(runs::run);
        }
    }

    private static void measure(DoubleSupplier milliseconds) {
        double[] all = new double[STEPS + TIMED];
        double mib = 0;
        for (int i = 0; i < all.length; i++) {
            all[i] = milliseconds.getAsDouble();
            if (i == STEPS - 1) {
                mib = peak() / 1024.0;
            }
        }
        double[] timed = Arrays.copyOfRange(all, STEPS, all.length);
        System.out.printf(Locale.ROOT, "{\"mib\": %.1f, \"ms\": %.3f}%n", mib, Series.median(timed));
    }

    /** Kibibytes. */
    private static long peak() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("this system does not tell the memory of a process", e);
        }
    }

    /** The process that does so, in the same Java with the same flags as this one. */
    static ProcessBuilder process(String... words) {
        String java = ProcessHandle.current()
                .info()
                .command()
                .orElseThrow(() -> new ConfigException(
                        "this system does not tell how Java was started, so memory cannot be measured. Leave it out."));
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MemoryProbe.class.getName()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.network.Compute;
import org.diffusion4j.plot.Curve;
import org.diffusion4j.plot.Png;
import org.diffusion4j.plot.Series;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.tensor.Engine;

/**
 * Time and memory against batch, pixels, steps, threads and processes: each point is a process of its own, whose
 * peak of resident memory after three steps is read and of whose next five the median is taken. Writes {@code docs/growth.json} and a chart for each.
 */
final class Growth {
    private static final String FIGURES = "growth.json";
    private static final String CHART = "pictures/growth-%s.png";
    private static final String FORMAT = Compute.FLOAT32.name();
    private static final List<Integer> BATCHES = List.of(1, 4, 16, 64);
    private static final List<Integer> STEPS = List.of(5, 10, 20, 40);
    static final List<Integer> SIDES = List.of(16, 32, 64);

    private final BenchOptions options;
    private final List<Point> points = new ArrayList<>();

    /**
     * One process, or several at once.
     *
     * @param against what grows
     * @param line the curve it belongs to
     * @param at how much of it there is
     * @param ms of the job
     * @param mib of one process
     */
    record Point(String against, String line, int at, double ms, double mib) {
        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"against\":\"%s\",\"line\":\"%s\",\"at\":%d,\"ms\":%.3f,\"mib\":%.1f}",
                    against,
                    line,
                    at,
                    ms,
                    mib);
        }
    }

    Growth(BenchOptions options) {
        this.options = options;
    }

    void run() {
        List<Subject> subjects = options.subjects().stream()
                .filter(one -> one == Subject.SPRITES || one == Subject.CLASSES)
                .toList();
        for (Subject subject : subjects) {
            for (int batch : BATCHES) {
                point(
                        "batch",
                        subject + " training step",
                        batch,
                        training(
                                Engine.cores(),
                                subject,
                                batch,
                                "train.microBatch=null",
                                workers(Engine.cores(), batch)));
                point("batch", subject + " sampling step", batch, sampling(Engine.cores(), subject, batch));
            }
            for (int side : SIDES) {
                point(
                        "pixels",
                        subject + " sampling step, batch 4",
                        side * side,
                        sampling(Engine.cores(), subject, 4, ofSide(subject, side)));
            }
            for (int steps : STEPS) {
                point("steps", subject + " run, batch 4", steps, run(subject, 4, steps));
            }
        }
        threads();
        processes();
        write();
    }

    /** What makes a subject's pictures so wide; of base pictures, which there are in all sizes. */
    static String[] ofSide(Subject subject, int side) {
        String size = subject == Subject.SPRITES ? "network.height=" : "network.size=";
        return new String[] {size + side, "data.size=" + side, "data.variants=base"};
    }

    /** As many Java threads, each of which needs a picture; one alone has operators of all threads. */
    private static String workers(int threads, int batch) {
        return "train.workers=" + Math.min(threads, batch);
    }

    private void threads() {
        for (int threads = 1; threads <= Engine.cores(); threads++) {
            point(
                    "threads",
                    "sprites training step, batch 100, Java threads",
                    threads,
                    training(threads, Subject.SPRITES, 100, workers(threads, 100)));
            point(
                    "threads",
                    "classes training step, batch 64, Java threads",
                    threads,
                    training(threads, Subject.CLASSES, 64, "train.microBatch=16", workers(threads, 64)));
            point("threads", "sprites sampling step, batch 32", threads, sampling(threads, Subject.SPRITES, 32));
        }
    }

    private void processes() {
        try (Prepared prepared = new Prepared(Subject.SPRITES)) {
            for (int count = 1; count <= Engine.cores(); count++) {
                processes(count, prepared);
            }
        }
    }

    private void processes(int count, Prepared prepared) {
        List<CompletableFuture<Probed>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            running.add(CompletableFuture.supplyAsync(() ->
                    probe(1, "sample", Subject.SPRITES, 32, prepared.path().toString(), FORMAT)));
        }
        List<Probed> all = running.stream().map(CompletableFuture::join).toList();
        double ms = all.stream().mapToDouble(Probed::ms).average().orElseThrow() / count;
        double mib = all.stream().mapToDouble(Probed::mib).sum();
        point("processes", "sprites sampling step, batch 32, time per step of all", count, new Probed(ms, mib));
    }

    /** What a process told. */
    private record Probed(double ms, double mib) {}

    private void point(String against, String line, int at, Probed probed) {
        Point point = new Point(against, line, at, probed.ms(), probed.mib());
        System.out.println(point.json());
        points.add(point);
    }

    private static Probed training(int threads, Subject subject, int batch, String... values) {
        return probe(threads, "train", subject, batch, values);
    }

    private static Probed sampling(int threads, Subject subject, int batch, String... values) {
        try (Prepared prepared = new Prepared(subject, values)) {
            return probe(threads, "sample", subject, batch, prepared.path().toString(), FORMAT);
        }
    }

    private static Probed run(Subject subject, int batch, int steps) {
        try (Prepared prepared = new Prepared(subject)) {
            return probe(
                    Engine.cores(), "run", subject, batch, prepared.path().toString(), FORMAT, Integer.toString(steps));
        }
    }

    private static Probed probe(int threads, String what, Subject subject, int batch, String... more) {
        List<String> words = new ArrayList<>(List.of(what, subject.toString(), Integer.toString(batch)));
        words.addAll(List.of(more));
        ProcessBuilder process = MemoryProbe.process(words.toArray(String[]::new));
        process.command().add(1, "-XX:ActiveProcessorCount=" + threads);
        return WholeProcess.object(
                process,
                node -> new Probed(node.path("ms").asDouble(), node.path("mib").asDouble()));
    }

    private void write() {
        String lines = points.stream().map(point -> "  " + point.json()).collect(Collectors.joining(",\n"));
        byte[] bytes = "{\"points\": [\n%s\n]}\n".formatted(lines).getBytes(StandardCharsets.UTF_8);
        Path file = options.docs().resolve(FIGURES);
        try {
            FileLayer.disk().replace(file, ByteContent.of(() -> ByteBuffer.wrap(bytes)));
        } catch (IOException e) {
            throw new StorageException(
                    "the figures cannot be written to %s (%s). Make the folder writable."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
        points.stream().map(Point::against).distinct().forEach(against -> {
            chart(against, "Time", "milliseconds", Point::ms);
            chart(against, "Memory", "MiB", Point::mib);
        });
    }

    private void chart(String against, String what, String unit, ToDoubleFunction<Point> value) {
        Curve plain = Curve.titled("%s against %s".formatted(what, against)).labelled(against, unit);
        boolean isFew = against.equals("threads") || against.equals("processes");
        Curve curve = isFew ? plain : plain.withLogX().withLogY();
        List<String> lines = points.stream()
                .filter(point -> point.against().equals(against))
                .map(Point::line)
                .distinct()
                .toList();
        for (String line : lines) {
            List<Point> own = points.stream()
                    .filter(point ->
                            point.against().equals(against) && point.line().equals(line))
                    .toList();
            curve = curve.with(Series.of(
                    line,
                    own.stream().mapToDouble(point -> point.at()).toArray(),
                    own.stream().mapToDouble(value).toArray()));
        }
        Png.write(options.docs().resolve(CHART.formatted(what.toLowerCase(Locale.ROOT) + "-" + against)), curve.draw());
    }
}

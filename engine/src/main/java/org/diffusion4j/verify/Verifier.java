// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.NativeErrors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Runs fixtures: every {@code .json} file below a folder that has a top-level {@code kind}. Other files are data and
 * passed over; a kind that this version does not know, a file that is not JSON, and a fixture that checks nothing are
 * failures.
 */
public final class Verifier {
    /** The register of kinds: a new kind is a class beside this one and one line here. */
    private static final Map<String, FixtureKind> KINDS = Map.ofEntries(
            Map.entry("seeds/network", new SeedNetworks()),
            Map.entry("seeds/tables", new SeedTables()),
            Map.entry("diffusers/noise-schedules", new NoiseSchedules()),
            Map.entry("diffusers/timesteps", new TimestepTables()),
            Map.entry("diffusers/sigmas", new SigmaTables()),
            Map.entry("diffusers/ops", new SamplerOps()),
            Map.entry("diffusers/sampler-runs", new SamplerRuns(Precision.FLOAT32)),
            Map.entry("diffusers/img2img", new Img2Img(Precision.FLOAT32)),
            Map.entry("diffusers/edm-heun", new EdmHeunRuns()),
            Map.entry("diffusers/training", new TrainingTables()),
            Map.entry("diffusers/upstream-loops", new UpstreamLoops()),
            Map.entry("diffusers/unet2d", new UNet2DFixture()),
            Map.entry("diffusers/pipelines", new PipelinesFixture()),
            Map.entry("diffusers/safetensors", new SafeTensorsFixture()),
            Map.entry("mat/fill_selftest", new FillTests()),
            Map.entry("mat/bias_act", new MatModules()),
            Map.entry("mat/upfirdn2d", new MatModules()),
            Map.entry("mat/interpolate", new MatModules()),
            Map.entry("mat/fully_connected", new MatModules()),
            Map.entry("mat/conv2d_layer", new MatModules()),
            Map.entry("mat/modulated_conv", new MatModules()),
            Map.entry("mat/to_rgb", new MatModules()),
            Map.entry("mat/mapping_net", new MatModules()),
            Map.entry("mat/minibatch_std", new MatModules()),
            Map.entry("mat/conv2d_partial", new MatModules()),
            Map.entry("mat/window_attention", new MatModules()),
            Map.entry("mat/swin_block", new MatModules()),
            Map.entry("mat/conv_stage", new MatModules()),
            Map.entry("mat/first_stage", new MatModules()),
            Map.entry("mat/generator_small", new MatModules()),
            Map.entry("mat/discriminator_64", new MatModules()),
            Map.entry("mat/losses_small", new MatModules()),
            Map.entry("mat/training_steps", new MatModules()),
            Map.entry("mat/perceptual", new MatModules()),
            Map.entry("mat/metrics", new MatModules()),
            Map.entry("mat/mask_stats", new MaskStatistics()));

    /** Kinds that are also run with tables in double, under tolerances of their own; a pass of these is told, not asked for. */
    private static final Map<String, FixtureKind> EXACT = Map.of(
            "diffusers/sampler-runs", new SamplerRuns(Precision.DOUBLE),
            "diffusers/img2img", new Img2Img(Precision.DOUBLE));

    /**
     * What the same runs give with tables in double, where the reference has float32. It does not count towards a pass.
     *
     * @param leftOut runs in which a time lies at a tie and goes with the last bit of the tables: other runs
     * @param worstShare largest deviation as a share of the tolerance for exact tables; empty where nothing was compared
     * @param failure the first failing check; null if all passed
     */
    public record Exact(
            long passed,
            long failed,
            long leftOut,
            OptionalDouble worstShare,
            @Nullable String failure) {
        private static Exact of(Tally tally) {
            return new Exact(tally.passed(), tally.failed(), tally.leftOut(), tally.worstShare(), tally.firstFailure());
        }
    }

    /**
     * One fixture's result.
     *
     * @param path relative to the folder, with '/'
     * @param worstShare largest deviation as a share of its tolerance; empty where nothing was compared
     * @param failure the first failing check: which, index, got, want; null if all passed
     * @param exact the same with exact tables; null for kinds that have no such runs
     */
    public record Row(
            String path,
            long passed,
            long failed,
            OptionalDouble worstShare,
            @Nullable String failure,
            @Nullable Exact exact) {}

    /** The sum of all rows. */
    public record Result(List<Row> rows) {
        public Result {
            rows = List.copyOf(rows);
        }

        /** Checks passed. */
        public long passed() {
            return rows.stream().mapToLong(Row::passed).sum();
        }

        /** Checks failed. */
        public long failed() {
            return rows.stream().mapToLong(Row::failed).sum();
        }

        /** True only if something ran and nothing failed. */
        public boolean isGood() {
            return !rows.isEmpty() && failed() == 0 && passed() > 0;
        }
    }

    private Verifier() {}

    /**
     * Checks the fixtures below {@code root} whose relative path contains {@code filter}, on one thread: several add up in
     * another order, and a few steps of Adam make of a last bit what a tolerance notices.
     *
     * @param filter empty for all
     * @param each sees every row as it comes
     * @throws StorageException if the folder cannot be read
     */
    public static Result run(Path root, String filter, Device device, Consumer<Row> each) {
        Path folder = resolved(root);
        return Engine.withThreads(1, () -> check(folder, filter, device, each));
    }

    private static Result check(Path folder, String filter, Device device, Consumer<Row> each) {
        List<Row> rows = new ArrayList<>();
        for (Path file : jsonFiles(folder)) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            if (path.contains(filter)) {
                row(path, file, device).ifPresent(row -> {
                    rows.add(row);
                    each.accept(row);
                });
            }
        }
        return new Result(rows);
    }

    /** Follows links at the root; below it, one could lead in a circle. */
    private static Path resolved(Path root) {
        if (!Files.isDirectory(root)) {
            throw new StorageException(
                    "%s is not a folder, and fixtures are looked for below one. Give a folder that exists, or none for the fixtures that come with the program."
                            .formatted(root));
        }
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw unreadable(root, e);
        }
    }

    private static List<Path> jsonFiles(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw unreadable(root, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw unreadable(root, e);
        }
    }

    private static StorageException unreadable(Path root, IOException e) {
        return new StorageException(
                "The fixtures below %s cannot be read (%s). Give a folder that may be read, with all that is in it."
                        .formatted(root, StorageException.reason(e)),
                e);
    }

    /** Empty where the file is data. */
    private static Optional<Row> row(String path, Path file, Device device) {
        Tally tally = new Tally();
        Tally exact = new Tally();
        boolean[] isData = {false};
        guarded(tally, () -> {
            Node fixture = FixtureFile.read(file).orElse(null);
            isData[0] = fixture == null;
            if (fixture != null) {
                check(fixture, path, file, device, tally);
                beside(fixture, path, file, device, exact);
            }
        });
        boolean hasExact = exact.passed() + exact.failed() + exact.leftOut() > 0;
        return isData[0]
                ? Optional.empty()
                : Optional.of(new Row(
                        path,
                        tally.passed(),
                        tally.failed(),
                        tally.worstShare(),
                        tally.firstFailure(),
                        hasExact ? Exact.of(exact) : null));
    }

    private static void beside(Node fixture, String path, Path file, Device device, Tally exact) {
        FixtureKind kind = EXACT.get(fixture.at("kind").text());
        if (kind != null) {
            guarded(
                    exact,
                    () -> NativeErrors.during("checking " + path + " with exact tables", () -> {
                        kind.verify(fixture, file, device, exact);
                        return exact;
                    }));
        }
    }

    /** Work on one fixture. */
    private interface Work {
        void run() throws IOException;
    }

    /** Whatever is wrong with one fixture must not hide the others: it becomes its row. */
    private static void guarded(Tally tally, Work work) {
        try {
            work.run();
        } catch (JacksonException e) {
            tally.broken("file", "no JSON: " + FormatException.reason(e.getOriginalMessage()));
        } catch (IOException e) {
            tally.broken("file", "not readable: " + StorageException.reason(e));
        } catch (FixtureException | DiffusionException e) {
            tally.broken("fixture", String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            tally.broken("fixture", "more memory needed than Java has");
        } catch (RuntimeException e) {
            // a content that no check foresaw, or a defect of a check; both are this fixture's failure
            tally.broken("fixture", e.toString());
        }
    }

    private static void check(Node fixture, String path, Path file, Device device, Tally tally) {
        String name = fixture.at("kind").text();
        FixtureKind kind = KINDS.get(name);
        if (kind == null) {
            tally.broken("kind", "'%s', which this version does not know".formatted(name));
            return;
        }
        NativeErrors.during("checking " + path, () -> {
            kind.verify(fixture, file, device, tally);
            return tally;
        });
        if (tally.passed() + tally.failed() == 0) {
            tally.broken("fixture", "nothing that the kind '%s' could check".formatted(name));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.tensor.NativeErrors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs fixtures: every {@code .json} file below a folder that has a top-level {@code kind}. Other files are data and
 * passed over; a kind that this version does not know, or a file that is not JSON, is a failure.
 */
public final class Verifier {
    private static final Map<String, FixtureKind> KINDS = Map.of("seeds/network", new SeedNetworks());

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One fixture's result.
     *
     * @param path relative to the folder, with '/'
     * @param worstShare largest deviation as a share of its tolerance
     * @param failure the first failing check: which, index, got, want; null if all passed
     */
    public record Row(
            String path,
            long passed,
            long failed,
            double worstShare,
            @Nullable String failure) {}

    /** The sum of all rows. */
    public record Result(List<Row> rows) {
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
     * Checks the fixtures below {@code root} whose relative path contains {@code filter}.
     *
     * @param each sees every row as it comes
     * @throws StorageException if the folder cannot be read
     */
    public static Result run(Path root, String filter, Device device, Consumer<Row> each) {
        List<Row> rows = jsonFiles(root).stream()
                .filter(file -> relative(root, file).contains(filter))
                .map(file -> row(root, file, device))
                .flatMap(Stream::ofNullable)
                .peek(each)
                .toList();
        return new Result(rows);
    }

    private static List<Path> jsonFiles(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StorageException(
                    "The fixtures below %s cannot be read: %s. Give a folder that exists and may be read."
                            .formatted(root, e.getMessage()),
                    e);
        }
    }

    private static @Nullable Row row(Path root, Path file, Device device) {
        Tally tally = new Tally();
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (!json.isObject() || !json.has("kind")) {
                return null;
            }
            Node fixture = new Node(json, "");
            String name = fixture.at("kind").text();
            FixtureKind kind = KINDS.get(name);
            if (kind == null) {
                tally.broken("kind", "'%s', which this version does not know".formatted(name));
            } else {
                NativeErrors.during("checking " + relative(root, file), () -> {
                    kind.verify(fixture, file, device, tally);
                    return tally;
                });
            }
        } catch (JacksonException | IOException e) {
            tally.broken("file", "not readable as JSON");
        } catch (FixtureException | DiffusionException | IndexOutOfBoundsException e) {
            tally.broken("fixture", String.valueOf(e.getMessage()));
        }
        return new Row(relative(root, file), tally.passed(), tally.failed(), tally.worstShare(), tally.firstFailure());
    }

    private static String relative(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }
}

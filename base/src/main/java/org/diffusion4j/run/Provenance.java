// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import tools.jackson.core.JacksonException;

/**
 * Where a run comes from: enough to say, a year later, what it was made with.
 *
 * @param system what was trained, such as {@code spiral}
 * @param project version of this library
 * @param java name and version of the Java machine
 * @param natives versions of the native libraries, as the engine reports them
 * @param os name, version and architecture of the operating system
 * @param cpu name of the processor
 * @param cores processors available to the run
 * @param memoryBytes memory of the machine
 * @param startedAt when the run began
 * @param recipeHash SHA-256 of the resolved recipe
 * @param dataHash what the data say of themselves: equal data, equal text
 * @param seeds seeds by the name of what they start
 * @param commandLine the command and its arguments
 */
public record Provenance(
        String system,
        String project,
        String java,
        String natives,
        String os,
        String cpu,
        int cores,
        long memoryBytes,
        Instant startedAt,
        String recipeHash,
        String dataHash,
        Map<String, Long> seeds,
        List<String> commandLine) {
    private static final int MAX_BYTES = 1 << 20;

    /** Takes copies of seeds and command line. */
    public Provenance {
        seeds = Collections.unmodifiableMap(new TreeMap<>(seeds));
        commandLine = List.copyOf(commandLine);
    }

    /** Fills in this machine and the time. */
    public static Provenance of(
            Clock clock,
            String system,
            String natives,
            String recipeHash,
            String dataHash,
            Map<String, Long> seeds,
            List<String> commandLine) {
        return new Provenance(
                system,
                Objects.requireNonNullElse(Provenance.class.getPackage().getImplementationVersion(), "development"),
                Machine.java(),
                natives,
                Machine.os(),
                Machine.cpu(),
                Runtime.getRuntime().availableProcessors(),
                Machine.memoryBytes(),
                clock.instant(),
                recipeHash,
                dataHash,
                seeds,
                commandLine);
    }

    /**
     * Writes the record as JSON.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file, FileLayer files) throws IOException {
        byte[] json = (Json.PRETTY.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
        files.replace(file, ByteContent.of(() -> ByteBuffer.wrap(json)));
    }

    /**
     * Reads the record back.
     *
     * @throws FormatException if the file is not such a record
     * @throws StorageException if it cannot be read
     */
    public static Provenance read(Path file, FileLayer files) {
        try {
            return Json.MAPPER.readValue(files.read(file, MAX_BYTES), Provenance.class);
        } catch (JacksonException e) {
            throw new FormatException(
                    "%s is not the record of a run (%s). Restore it from a copy, or use another run."
                            .formatted(file, FormatException.reason(e.getOriginalMessage())),
                    e);
        } catch (IOException e) {
            throw new StorageException(
                    "%s cannot be read (%s). Check the folder's permissions and that it belongs to a run."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }
}

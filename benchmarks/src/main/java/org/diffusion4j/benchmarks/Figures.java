// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.run.FileLayer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** All rows that were ever kept, the newest of each job and processor: what {@code docs/performance.json} holds. */
record Figures(List<Row> rows) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final List<String> SYSTEMS =
            Stream.of(Subject.values()).map(Subject::toString).toList();

    Figures {
        rows = List.copyOf(rows);
    }

    /** The rows of a file; none if there is no file. */
    static Figures read(Path file) {
        if (!Files.exists(file)) {
            return new Figures(List.of());
        }
        try {
            List<Row> rows = new ArrayList<>();
            MAPPER.readTree(Files.readString(file)).path("rows").forEach(node -> rows.add(Row.of(node)));
            return new Figures(rows);
        } catch (JacksonException e) {
            throw new FormatException(
                    "%s is not a file of figures (%s). Remove it, or take the one of the last version."
                            .formatted(file, e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new StorageException(
                    "the figures in %s cannot be read (%s). Make the file readable."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }

    /** These and the newer ones, which replace all of the same jobs. */
    Figures with(List<Row> newer) {
        Set<String> jobs = newer.stream().map(Row::job).collect(Collectors.toSet());
        List<Row> all = new ArrayList<>(
                rows.stream().filter(row -> !jobs.contains(row.job())).toList());
        all.addAll(newer);
        List<String> processors = all.stream().map(Row::processor).distinct().toList();
        all.sort(Comparator.comparing((Row row) -> SYSTEMS.indexOf(row.system()))
                .thenComparing(row -> processors.indexOf(row.processor())));
        return new Figures(all);
    }

    /** One row a line, so that changes can be read. */
    void write(Path file) {
        String lines = rows.stream()
                .map(row -> "  " + MAPPER.writeValueAsString(row.json()))
                .collect(Collectors.joining(",\n", "{\"rows\": [\n", "\n]}\n"));
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        try {
            FileLayer.disk().replace(file, ByteContent.of(() -> ByteBuffer.wrap(bytes)));
        } catch (IOException e) {
            throw new StorageException(
                    "the figures cannot be written to %s (%s). Make the folder writable."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happened in a run, one JSON object a line. Each line is handed to the system at once; a crash can only cut the
 * last one, and that is ignored. {@link Events} reads it back.
 */
public final class EventLog implements AutoCloseable {
    /** The event that {@link #resumed} writes. */
    public static final String RESUMED = "resumed";

    private static final String WHAT = "events";

    private final LogFile file;
    private final FileLayer files;
    private final Clock clock;
    private long length;

    private EventLog(LogFile file, FileLayer files, Clock clock, long length) {
        this.file = file;
        this.files = files;
        this.clock = clock;
        this.length = length;
    }

    /**
     * Opens a log for writing at its end; makes it where it is missing. A last line that a crash has cut is removed.
     *
     * @throws StorageException if it cannot be written
     */
    public static EventLog open(Path file, FileLayer files, Clock clock) {
        try {
            long length = 0;
            if (files.exists(file)) {
                length = Events.completeBytes(file, files);
                files.truncate(file, length);
            }
            return new EventLog(new LogFile(WHAT, file, files.append(file)), files, clock, length);
        } catch (IOException e) {
            throw LogFile.unwritable(WHAT, file, e);
        }
    }

    /**
     * Adds a line.
     *
     * @param step steps done by now
     * @param values what JSON can hold; numbers that are not finite become texts
     * @throws StorageException if it cannot be written; no part of the line is then left
     */
    public void append(long step, String event, Map<String, ?> values) {
        ObjectNode line = Json.MAPPER.createObjectNode();
        line.put("time", clock.instant().toString()).put("step", step).put("event", event);
        for (Map.Entry<String, ?> value : values.entrySet()) {
            if (Events.KEYS.contains(value.getKey())) {
                throw new ConfigException(
                        "an event cannot have a value called '%s', because every event has one. Use another name."
                                .formatted(value.getKey()));
            }
            line.set(value.getKey(), Json.MAPPER.<JsonNode>valueToTree(value.getValue()));
        }
        ByteBuffer bytes =
                ByteBuffer.wrap((Json.MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            write(bytes);
        } catch (IOException e) {
            throw file.unwritable(e);
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        try {
            file.write(bytes);
        } catch (IOException e) {
            try {
                files.truncate(file.file(), length);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        length += count;
    }

    /** Says that the run goes on from that step: events of later steps, written before this one, no longer count. */
    public void resumed(long step) {
        append(step, RESUMED, Map.of());
    }

    @Override
    public void close() {
        file.close();
    }
}

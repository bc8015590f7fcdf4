// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the events that an {@link EventLog} has written. After a resume the events of steps that were lost no longer
 * count, and a last line without its end was cut by a crash, or is just being written: both are left out.
 */
public final class Events {
    /** The keys that every line has. */
    static final Set<String> KEYS = Set.of("time", "step", "event");

    private static final int TAIL_BYTES = 1 << 16;
    private static final int CHUNK_BYTES = 1 << 16;

    private Events() {}

    /**
     * All events that count, in the order of writing.
     *
     * @throws FormatException if a complete line is not an event
     * @throws StorageException if the log cannot be read
     */
    public static List<Event> read(Path file, FileLayer files) {
        try (SeekableByteChannel in = files.open(file)) {
            if (in.size() > Integer.MAX_VALUE - 8) {
                throw new IOException("it has %d bytes, more than can be read at once".formatted(in.size()));
            }
            List<Event> events = new ArrayList<>();
            int number = 0;
            for (String line : lines(bytes(in, 0, in.size()))) {
                number++;
                Event event = event(line);
                if (event == null) {
                    throw new FormatException(
                            "line %d of %s is not an event: it must be a JSON object with time, step and event. Remove the line."
                                    .formatted(number, file));
                }
                add(events, event);
            }
            return events;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * The last events that count, as many as fit into 64 KiB: a quick look at a log of any length. Lines that are not
     * events are passed over.
     *
     * @throws StorageException if the log cannot be read
     */
    public static List<Event> tail(Path file, FileLayer files) {
        try (SeekableByteChannel in = files.open(file)) {
            long begin = Math.max(0, in.size() - TAIL_BYTES);
            List<String> lines = lines(bytes(in, begin, in.size()));
            List<Event> events = new ArrayList<>();
            // The first line begins before the piece that was read, unless that is the whole file.
            for (String line : lines.subList(begin > 0 && !lines.isEmpty() ? 1 : 0, lines.size())) {
                Event event = event(line);
                if (event != null) {
                    add(events, event);
                }
            }
            return events;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static void add(List<Event> events, Event event) {
        if (event.event().equals(EventLog.RESUMED)) {
            events.removeIf(earlier -> earlier.step() > event.step());
        }
        events.add(event);
    }

    /** The event of a line; null if the line is not one. */
    private static @Nullable Event event(String line) {
        try {
            ObjectNode values = Json.MAPPER.readValue(line, ObjectNode.class);
            Instant time = Instant.parse(values.required("time").stringValue());
            long step = values.required("step").longValue();
            String event = values.required("event").stringValue();
            values.remove(KEYS);
            return new Event(time, step, event, values);
        } catch (JacksonException | DateTimeException e) {
            return null;
        }
    }

    private static List<String> lines(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Bytes of a log up to and with its last line feed. */
    static long completeBytes(Path file, FileLayer files) throws IOException {
        try (SeekableByteChannel in = files.open(file)) {
            for (long end = in.size(); end > 0; end -= CHUNK_BYTES) {
                long begin = Math.max(0, end - CHUNK_BYTES);
                byte[] chunk = bytes(in, begin, end);
                for (int i = chunk.length - 1; i >= 0; i--) {
                    if (chunk[i] == '\n') {
                        return begin + i + 1;
                    }
                }
            }
            return 0;
        }
    }

    private static byte[] bytes(SeekableByteChannel in, long begin, long end) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(end - begin));
        in.position(begin);
        while (bytes.hasRemaining()) {
            if (in.read(bytes) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
        return bytes.array();
    }

    private static StorageException unreadable(Path file, IOException e) {
        return new StorageException(
                "events cannot be read from %s (%s). Check that the folder belongs to a run and is readable."
                        .formatted(file, StorageException.reason(e)),
                e);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("events.jsonl");
    }

    private EventLog open() {
        return EventLog.open(file, FileLayer.disk(), NOON);
    }

    private List<Event> read() {
        return Events.read(file, FileLayer.disk());
    }

    private List<Long> steps() {
        return read().stream().map(Event::step).toList();
    }

    @Test
    void eachEventIsALineThatIsThereAtOnce() {
        try (EventLog log = open()) {
            log.append(3, "step", Map.of("loss", 0.25));
            assertThat(file)
                    .hasContent("{\"time\":\"2026-01-31T12:00:00Z\",\"step\":3,\"event\":\"step\",\"loss\":0.25}\n");
        }
        Event event = read().get(0);
        assertThat(event.time()).isEqualTo(NOON.instant());
        assertThat(event.step()).isEqualTo(3);
        assertThat(event.event()).isEqualTo("step");
        assertThat(event.number("loss")).hasValue(0.25);
        assertThat(event.number("rate")).isEmpty();
        assertThat(event.values().size()).isEqualTo(1);
    }

    @Test
    void afterAResumeLaterStepsOfBeforeNoLongerCount() {
        try (EventLog log = open()) {
            for (long step = 10; step <= 40; step += 10) {
                log.append(step, "step", Map.of());
            }
        }
        try (EventLog log = open()) {
            log.resumed(20);
            log.append(30, "step", Map.of("loss", 0.5));
        }
        assertThat(steps()).containsExactly(10L, 20L, 20L, 30L);
        assertThat(Events.tail(file, FileLayer.disk())).isEqualTo(read());
    }

    @Test
    void aLastLineCutByACrashIsIgnoredAndRemovedWhenTheRunGoesOn() throws IOException {
        try (EventLog log = open()) {
            log.append(1, "step", Map.of());
            log.append(2, "step", Map.of("note", "x".repeat(200_000)));
        }
        byte[] whole = Files.readAllBytes(file);
        for (int cut : new int[] {1, 2, 70_000, 200_000}) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            assertThat(steps()).containsExactly(1L);
            try (EventLog log = open()) {
                log.append(7, "step", Map.of());
            }
            assertThat(steps()).containsExactly(1L, 7L);
        }
    }

    @Test
    void aLogThatIsOneCutLineBecomesEmpty() throws IOException {
        Files.writeString(file, "{\"time\":\"20");
        assertThat(steps()).isEmpty();
        open().close();
        assertThat(file).isEmptyFile();
    }

    @Test
    void theTailOfALongLogIsReadWithoutTheRest() throws IOException {
        try (EventLog log = open()) {
            for (long step = 0; step < 2000; step++) {
                log.append(step, "step", Map.of("loss", 1.0 / step));
            }
        }
        Files.writeString(file, "no event\n{\"cut", StandardOpenOption.APPEND);
        List<Event> tail = Events.tail(file, FileLayer.disk());
        assertThat(tail).hasSizeBetween(500, 1500);
        assertThat(tail.get(tail.size() - 1).step()).isEqualTo(1999);
        assertThat(tail.get(0).step()).isEqualTo(2000 - tail.size());
    }

    @Test
    void numbersThatAreNotFiniteBecomeTexts() {
        try (EventLog log = open()) {
            log.append(1, "step", Map.of("loss", Double.NaN));
        }
        assertThat(file).content().contains("\"loss\":\"NaN\"");
        assertThat(read().get(0).number("loss")).isEmpty();
    }

    @Test
    void aDamagedLineIsNamedByItsNumber() throws IOException {
        for (String bad : List.of("no event", "{}", "[1]", "{\"time\":\"x\",\"step\":1,\"event\":\"e\"}", "")) {
            Files.writeString(file, "{\"time\":\"2026-01-31T12:00:00Z\",\"step\":3,\"event\":\"step\"}\n" + bad + "\n");
            assertThatThrownBy(this::read)
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            "line 2 of %s is not an event: it must be a JSON object with time, step and event. Remove the line."
                                    .formatted(file));
        }
    }

    @Test
    void valuesCannotHideWhatEveryEventHas() {
        try (EventLog log = open()) {
            assertThatThrownBy(() -> log.append(1, "step", Map.of("step", 2)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "an event cannot have a value called 'step', because every event has one. Use another name.");
        }
    }

    @Test
    void aFullDiskLeavesNoPartOfALine() {
        int[] free = {100};
        ForwardingFiles files = new ForwardingFiles() {
            @Override
            void beforeChange(String what, Path path) {}

            @Override
            int writable(Path path, int count) {
                int allowed = Math.min(count, free[0]);
                free[0] -= allowed;
                return allowed;
            }
        };
        try (EventLog log = EventLog.open(file, files, NOON)) {
            log.append(1, "step", Map.of());
            assertThatThrownBy(() -> log.append(2, "step", Map.of()))
                    .isInstanceOf(StorageException.class)
                    .hasMessage(
                            "events cannot be written to %s (No space left on device). Free some space or make the folder writable, then continue from the last state."
                                    .formatted(file));
            assertThat(steps()).containsExactly(1L);
            free[0] = 1000;
            log.append(3, "step", Map.of());
        }
        assertThat(steps()).containsExactly(1L, 3L);
    }

    @Test
    void aMissingLogIsAnsweredWithASentence() {
        assertThatThrownBy(this::read)
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "events cannot be read from %s (no such file or folder). Check that the folder belongs to a run and is readable."
                                .formatted(file));
    }
}

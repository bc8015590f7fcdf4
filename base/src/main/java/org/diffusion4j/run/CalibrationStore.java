// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import tools.jackson.core.JacksonException;

/**
 * What was measured on this machine: which way to compute is fastest for a network. A file of one machine; what another
 * one wrote is not used, and what cannot be read is told of and measured anew.
 *
 * @param file where it is kept
 * @param machine everything that a choice depends on, in words; equal machines, equal text
 * @param files how it is written
 * @param warnings hears in a sentence of a file that is of no use
 */
public record CalibrationStore(Path file, String machine, FileLayer files, Consumer<String> warnings) {
    private static final int MAX_BYTES = 1 << 20;

    /**
     * The fastest of the ways that were tried.
     *
     * @param system name of the recipe, for people
     * @param values of the recipe, such as {@code train.workers=2}
     * @param itemsPerSecond trained with these values
     * @param standard items per second with the recipe as it is
     * @param measuredAt when
     */
    public record Choice(
            String system, List<String> values, double itemsPerSecond, double standard, Instant measuredAt) {
        public Choice {
            Objects.requireNonNull(system);
            Objects.requireNonNull(measuredAt);
            values = List.copyOf(values);
        }
    }

    private record Content(String machine, Map<String, Choice> choices) {
        Content {
            Objects.requireNonNull(machine);
            choices.values().forEach(Objects::requireNonNull);
            choices = Collections.unmodifiableMap(new TreeMap<>(choices));
        }
    }

    /** The choice that was stored under that key on this machine. */
    public Optional<Choice> find(String key) {
        return Optional.ofNullable(choices().get(key));
    }

    /** All choices of this machine. */
    public Collection<Choice> all() {
        return choices().values();
    }

    /** Stores a choice; where that is not possible, it is measured again the next time, and a sentence says so. */
    public void keep(String key, Choice choice) {
        Map<String, Choice> all = new TreeMap<>(choices());
        all.put(key, choice);
        byte[] json =
                (Json.PRETTY.writeValueAsString(new Content(machine, all)) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            files.replace(file, ByteContent.of(() -> ByteBuffer.wrap(json)));
        } catch (IOException e) {
            warnings.accept("the calibration cannot be written to %s (%s); it is measured again the next time."
                    .formatted(file, StorageException.reason(e)));
        }
    }

    private Map<String, Choice> choices() {
        if (!files.exists(file)) {
            return Map.of();
        }
        try {
            Optional<Content> content =
                    Optional.ofNullable(Json.MAPPER.readValue(files.read(file, MAX_BYTES), Content.class));
            if (content.isPresent()) {
                return content.get().machine().equals(machine) ? content.get().choices() : Map.of();
            }
            return unused("it holds nothing");
        } catch (JacksonException | IOException e) {
            return unused(Stream.of(String.valueOf(e.getMessage()).split("\\R", -1))
                    .findFirst()
                    .orElse(""));
        }
    }

    private Map<String, Choice> unused(String reason) {
        warnings.accept(
                "the calibration %s is damaged and is not used (%s); it is measured anew.".formatted(file, reason));
        return Map.of();
    }
}

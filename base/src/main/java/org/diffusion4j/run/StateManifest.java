// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.diffusion4j.error.FormatException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The file {@code state.json} of a state: its facts, and a checksum for every byte of every other file. Its last member
 * is a checksum of itself.
 *
 * @param format version of this layout
 * @param step steps done
 * @param score lower is better; null where there is none
 * @param facts what the run said about itself
 * @param parts the safetensors files by their names without the ending
 * @param sha256 of all bytes in front of its own value; empty while the text is being made
 */
record StateManifest(
        int format, long step, @Nullable Double score, JsonNode facts, Map<String, Part> parts, String sha256) {
    static final String FILE = "state.json";
    static final int FORMAT = 1;
    private static final String END = "\"\n}\n";
    private static final int DIGITS = 64;

    /**
     * One safetensors file.
     *
     * @param header the bytes in front of the first array
     * @param arrays the arrays in the order of their bytes
     */
    record Part(Sum header, Map<String, Sum> arrays) {
        /** The parts of a file, from its first byte to its last. */
        List<Sum> segments() {
            List<Sum> segments = new ArrayList<>(List.of(header));
            segments.addAll(arrays.values());
            return segments;
        }

        long byteCount() {
            return segments().stream().mapToLong(Sum::bytes).sum();
        }

        /** Puts lengths and sums of segments together; the first is the header. */
        static Part of(List<String> names, List<Long> lengths, List<String> sums) {
            Map<String, Sum> arrays = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                arrays.put(names.get(i), new Sum(lengths.get(i + 1), sums.get(i + 1)));
            }
            return new Part(new Sum(lengths.get(0), sums.get(0)), arrays);
        }
    }

    /**
     * A run of bytes.
     *
     * @param bytes how many
     * @param crc32c their CRC-32C, eight hexadecimal digits
     */
    record Sum(long bytes, String crc32c) {}

    static StateManifest of(State state, Map<String, Part> parts) {
        OptionalDouble score = state.score();
        return new StateManifest(
                FORMAT,
                state.step(),
                score.isPresent() ? score.getAsDouble() : null,
                Json.MAPPER.valueToTree(state.facts()),
                parts,
                "");
    }

    /** The score, if there is one. */
    OptionalDouble optionalScore() {
        return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
    }

    /** The file's bytes. */
    byte[] encoded() {
        String text = Json.PRETTY.writeValueAsString(this);
        // The empty checksum is the last member: its two quotes and the closing brace are cut off.
        String front = text.substring(0, text.lastIndexOf('"'));
        String sum = Sha256.of(front.getBytes(StandardCharsets.UTF_8));
        return (front + sum + END).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the file back.
     *
     * @throws DamagedStateException if any bit of it was changed, or it was never such a file
     */
    static StateManifest decoded(byte[] file) throws DamagedStateException {
        int front = file.length - DIGITS - END.length();
        if (front < 0) {
            throw new DamagedStateException("'%s' has only %d bytes".formatted(FILE, file.length));
        }
        String back = new String(file, front, file.length - front, StandardCharsets.ISO_8859_1);
        if (!back.equals(Sha256.of(Arrays.copyOf(file, front)) + END)) {
            throw new DamagedStateException("checksum of '%s' differs".formatted(FILE));
        }
        StateManifest manifest;
        try {
            manifest = Json.MAPPER.readValue(file, StateManifest.class);
        } catch (JacksonException e) {
            throw new DamagedStateException(
                    "'%s' does not fit (%s)".formatted(FILE, FormatException.reason(e.getOriginalMessage())));
        }
        if (manifest.format != FORMAT) {
            throw new DamagedStateException(
                    "'%s' has format %d, and this version reads format %d".formatted(FILE, manifest.format, FORMAT));
        }
        for (String part : manifest.parts.keySet()) {
            if (!State.isPartName(part)) {
                throw new DamagedStateException("'%s' names a part '%s'".formatted(FILE, part));
            }
        }
        return manifest;
    }
}

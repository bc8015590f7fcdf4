// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.diffusion4j.error.FormatException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A file that was changed at random is refused with a FormatException, or read completely; nothing else happens. */
class SafeTensorsFuzzTest {
    private static final List<byte[]> FILES = List.of(
            Fixtures.bytes("kinds.safetensors"),
            Fixtures.bytes("metadata.safetensors"),
            Fixtures.bytes("bad-gap.safetensors"),
            SafeTensorsWriterTest.written(Map.of(), List.of()));
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "-1",
            "1e9",
            "9223372036854775807",
            "null",
            "\\ud83d",
            "__metadata__",
            "[[[[",
            "F4",
            "shape",
            "0.5",
            "\u0000",
            "NaN",
            "//");

    @Test
    void twentyThousandChangedFilesEndWithNothingButFormatException() {
        int refused = mutate(20_000, new Random(1));
        assertThat(refused).isBetween(10_000, 19_999);
    }

    @Test
    @Tag("slow")
    void aMillionChangedFilesEndWithNothingButFormatException() {
        int refused = mutate(1_000_000, new Random(2));
        assertThat(refused).isBetween(500_000, 999_999);
    }

    private static int mutate(int count, Random random) {
        int refused = 0;
        for (int i = 0; i < count; i++) {
            byte[] bytes = FILES.get(random.nextInt(FILES.size()));
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                bytes = change(bytes, random);
            }
            try (SafeTensors file = SafeTensors.of("changed", ByteBuffer.wrap(bytes))) {
                long total = 0;
                for (String name : file.entries().keySet()) {
                    total += file.bytes(name).remaining();
                }
                assertThat(total).isEqualTo(bytes.length - file.dataBegin());
            } catch (FormatException e) {
                assertThat(e).hasMessageStartingWith("changed is not a valid safetensors file: ");
                refused++;
            }
        }
        return refused;
    }

    private static byte[] change(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        int at = random.nextInt(bytes.length + 1);
        // Most of a file is header, so that most changes hit it; a fifth of them goes to its length.
        switch (random.nextInt(5)) {
            case 0 ->
                changed[Math.min(random.nextInt(Long.BYTES), bytes.length - 1)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[Math.min(at, bytes.length - 1)] = (byte) random.nextInt();
            case 2 -> changed = Arrays.copyOf(bytes, Math.max(1, at));
            case 3 -> changed = spliced(bytes, at, PIECES.get(random.nextInt(PIECES.size())), 0, random);
            default -> changed = spliced(bytes, at, "", random.nextInt(8), random);
        }
        return changed;
    }

    /** Puts a piece in and takes some bytes out; half of the time the stated header length is put right again. */
    private static byte[] spliced(byte[] bytes, int at, String piece, int removed, Random random) {
        byte[] middle = piece.getBytes(StandardCharsets.UTF_8);
        int rest = Math.min(bytes.length, at + removed);
        byte[] out = ByteBuffer.allocate(at + middle.length + bytes.length - rest)
                .put(bytes, 0, at)
                .put(middle)
                .put(bytes, rest, bytes.length - rest)
                .array();
        if (out.length > Long.BYTES && at >= Long.BYTES && random.nextBoolean()) {
            int length = (bytes[0] & 0xff) + ((bytes[1] & 0xff) << 8) + middle.length - (rest - at);
            out[0] = (byte) length;
            out[1] = (byte) (length >> 8);
        }
        return out.length == 0 ? new byte[1] : out;
    }
}

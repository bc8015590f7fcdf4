// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the files back with a decoder of its own: record frames, a bitwise checksum, protobuf wire format. */
class TensorBoardWriterTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-31T12:00:00.5Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private TensorBoardWriter create() {
        return TensorBoardWriter.create(folder, FileLayer.disk(), CLOCK);
    }

    @Test
    void theChecksumOfThisTestIsTheOneOfTheStandard() {
        // RFC 3720, B.4: 32 bytes of zeros.
        assertThat(crc32c(new byte[32])).isEqualTo(0x8a9136aa);
    }

    @Test
    void aFileBeginsWithItsVersionAndHoldsScalars() throws IOException {
        try (TensorBoardWriter writer = create()) {
            writer.scalar("loss/train", 300, 0.125);
        }
        List<Map<Integer, Object>> events = events(onlyFile());
        assertThat(events).hasSize(2);
        assertThat(text(events.get(0).get(3))).isEqualTo("brain.Event:2");
        assertThat(events.get(0).get(1)).isEqualTo(1769860800.5);

        assertThat(events.get(1).get(2)).isEqualTo(300L);
        Map<Integer, Object> value = message(message(events.get(1).get(5)).get(1));
        assertThat(text(value.get(1))).isEqualTo("loss/train");
        assertThat(value.get(2)).isEqualTo(0.125f);
    }

    @Test
    void picturesKeepTheirSizeChannelsAndBytes() throws IOException {
        byte[] grey = png(BufferedImage.TYPE_BYTE_GRAY);
        byte[] colour = png(BufferedImage.TYPE_INT_RGB);
        byte[] transparent = png(BufferedImage.TYPE_INT_ARGB);
        try (TensorBoardWriter writer = create()) {
            writer.image("한국어", 1, grey);
            writer.image("b", 2, colour);
            writer.image("c", 3, transparent);
        }
        List<Map<Integer, Object>> events = events(onlyFile());
        List<byte[]> pictures = List.of(grey, colour, transparent);
        List<Long> channels = List.of(1L, 3L, 4L);
        for (int i = 0; i < 3; i++) {
            Map<Integer, Object> value =
                    message(message(events.get(i + 1).get(5)).get(1));
            Map<Integer, Object> image = message(value.get(4));
            assertThat(image.get(1)).as("height").isEqualTo(200L);
            assertThat(image.get(2)).as("width").isEqualTo(7L);
            assertThat(image.get(3)).as("channels").isEqualTo(channels.get(i));
            assertThat((byte[]) image.get(4)).isEqualTo(pictures.get(i));
        }
        assertThat(text(message(message(events.get(1).get(5)).get(1)).get(1))).isEqualTo("한국어");
    }

    @Test
    void aResumeDropsTheStepsAfterIt() throws IOException {
        try (TensorBoardWriter writer = create()) {
            writer.resumed(20);
        }
        Map<Integer, Object> event = events(onlyFile()).get(1);
        assertThat(event.get(2)).isEqualTo(21L);
        assertThat(message(event.get(7)).get(1)).isEqualTo(1L);
    }

    @Test
    void twoWritersInOneSecondMakeTwoFiles() throws IOException {
        create().close();
        create().close();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(2)
                    .allMatch(name -> name.startsWith("events.out.tfevents.1769860800."));
        }
    }

    @Test
    void bytesThatAreNoPngAreRefused() {
        try (TensorBoardWriter writer = create()) {
            assertThatThrownBy(() -> writer.image("a", 1, new byte[100]))
                    .isInstanceOf(FormatException.class)
                    .hasMessage("the picture 'a' has 100 bytes that are no PNG file. Encode it as PNG first.");
        }
    }

    @Test
    void aFullDiskIsAnsweredWithASentence() {
        boolean[] full = {false};
        ForwardingFiles files = new ForwardingFiles() {
            @Override
            void beforeChange(String what, Path path) throws IOException {
                if (full[0]) {
                    throw writeFailure();
                }
            }
        };
        try (TensorBoardWriter writer = TensorBoardWriter.create(folder, files, CLOCK)) {
            full[0] = true;
            assertThatThrownBy(() -> writer.scalar("a", 1, 1))
                    .isInstanceOf(StorageException.class)
                    .hasMessageStartingWith("TensorBoard events cannot be written to ")
                    .hasMessageEndingWith(
                            "(No space left on device). Free some space or make the folder writable, then continue from the last state.");
        }
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.reduce((a, b) -> {
                        throw new AssertionError("more than one file");
                    })
                    .orElseThrow();
        }
    }

    private static byte[] png(int type) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(7, 200, type), "png", out);
        return out.toByteArray();
    }

    private static List<Map<Integer, Object>> events(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Map<Integer, Object>> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).as("checksum of the length").isEqualTo(masked(length));
            byte[] event = new byte
                    [Math.toIntExact(ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong())];
            in.get(event);
            assertThat(in.getInt()).as("checksum of the event").isEqualTo(masked(event));
            events.add(message(event));
        }
        return events;
    }

    private static Map<Integer, Object> message(@Nullable Object bytes) {
        assertThat(bytes).isInstanceOf(byte[].class);
        ByteBuffer in = ByteBuffer.wrap((byte[]) bytes).order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, Object> fields = new TreeMap<>();
        while (in.hasRemaining()) {
            long key = varint(in);
            Object value = switch ((int) (key & 7)) {
                case 0 -> varint(in);
                case 1 -> in.getDouble();
                case 5 -> in.getFloat();
                case 2 -> {
                    byte[] inner = new byte[Math.toIntExact(varint(in))];
                    in.get(inner);
                    yield inner;
                }
                default -> throw new AssertionError("wire type " + (key & 7));
            };
            fields.put((int) (key >> 3), value);
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String text(@Nullable Object bytes) {
        assertThat(bytes).isInstanceOf(byte[].class);
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    private static int masked(byte[] bytes) {
        int crc = crc32c(bytes);
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }

    /** Bit by bit, with the reflected polynomial. */
    private static int crc32c(byte[] bytes) {
        int crc = ~0;
        for (byte next : bytes) {
            crc ^= next & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f63b78;
            }
        }
        return ~crc;
    }
}

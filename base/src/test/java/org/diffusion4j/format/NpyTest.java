// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    private static Path file(String name) {
        URL url = Objects.requireNonNull(NpyTest.class.getResource("npy/" + name));
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double[] all(Npy array) {
        double[] values = new double[(int) array.elements()];
        array.doubles(0, values, 0, values.length);
        return values;
    }

    private static double expected(NpyType type, int i) {
        return switch (type.code().charAt(0)) {
            case 'b' -> i % 2;
            case 'u' -> i;
            case 'i' -> i - 3;
            default -> i / 4.0 - 1;
        };
    }

    @ParameterizedTest
    @EnumSource(NpyType.class)
    void everyTypeIsReadInBothByteOrdersAndBothOrdersOfElements(NpyType type) {
        for (String archive : List.of("plain.npz", "packed.npz")) {
            try (Npz npz = Npz.open(file(archive))) {
                assertThat(npz.names()).hasSize(36);
                for (String order : List.of("_little_c", "_big_c", "_little_fortran")) {
                    Npy array = npz.read(type.code() + order);
                    assertThat(array.type()).isEqualTo(type);
                    assertThat(array.shape()).containsExactly(2L, 3L, 4L);
                    assertThat(array.isFortran()).isEqualTo(order.endsWith("fortran"));
                    double[] values = all(array);
                    for (int i = 0; i < 24; i++) {
                        assertThat(values[i]).isEqualTo(expected(type, i));
                    }
                    float[] part = new float[6];
                    array.floats(11, part, 1, 5);
                    assertThat(part[0]).isZero();
                    assertThat(part[5]).isEqualTo((float) expected(type, 15));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyVersionOfTheFormatIsRead(int version) {
        Npy array = Npy.open(file("version%d.npy".formatted(version)));
        assertThat(array.shape()).containsExactly(2L, 3L, 4L);
        assertThat(all(array)[23]).isEqualTo(expected(NpyType.F4, 23));
    }

    @Test
    void aNumberARowAndNothingAreArraysToo() {
        assertThat(Npy.open(file("scalar.npy")).shape()).isEmpty();
        assertThat(all(Npy.open(file("scalar.npy")))).containsExactly(2.5);
        Npy row = Npy.open(file("row.npy"));
        long[] values = new long[3];
        row.longs(2, values, 0, 3);
        assertThat(values).containsExactly(2, 3, 4);
        assertThat(Npy.open(file("none.npy")).elements()).isZero();
    }

    /** Half precision by its definition: (-1)^s 2^(e-15) (1 + m/1024), for e = 0 (-1)^s 2^-14 m/1024. */
    @Test
    void halvesAreExact() {
        int seen = 0;
        double[] values = all(Npy.open(file("halves.npy")));
        for (int bits = 0; bits < 65_536; bits++) {
            int exponent = bits >> 10 & 31;
            double mantissa = (bits & 1023) / 1024.0;
            double value = (exponent == 0 ? mantissa * 0x1p-14 : (1 + mantissa) * Math.scalb(1.0, exponent - 15))
                    * (bits < 32_768 ? 1 : -1);
            if (exponent == 31) {
                float special = NarrowFloat.F16.widen((short) bits);
                assertThat(Float.isNaN(special)).isEqualTo(mantissa != 0);
                assertThat(Float.isInfinite(special)).isEqualTo(mantissa == 0);
                continue;
            }
            assertThat((double) NarrowFloat.F16.widen((short) bits)).isEqualTo(value);
            if (seen % 97 == 0) {
                assertThat(values[seen / 97]).isEqualTo(value); // and NumPy thinks so too
            }
            seen++;
        }
    }

    @Test
    void unsignedNumbersOfEightBytesKeepTheirSize() {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, -1L);
        assertThat(NpyType.U8.number(bytes, 0)).isEqualTo(0x1p64);
        bytes.putLong(0, Long.MIN_VALUE);
        assertThat(NpyType.U8.number(bytes, 0)).isEqualTo(0x1p63);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> Npy.open(file("objects.npy")))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'%s' holds Python objects ('|O'), which are programs and are never read. Save numbers, for example array.astype('float32')."
                                .formatted(file("objects.npy")));
        String read =
                "and b1, u1, u2, u4, u8, i1, i2, i4, i8, f2, f4, f8 are read. Convert it, for example with array.astype('float32').";
        assertThatThrownBy(() -> Npy.open(file("text.npy")))
                .hasMessage("'%s' has elements of type '<U2', %s".formatted(file("text.npy"), read));
        assertThatThrownBy(() -> Npy.open(file("complex.npy"))).hasMessageContaining("type '<c16', " + read);
        assertThatThrownBy(() -> Npy.open(file("record.npy"))).hasMessageContaining(read);
    }

    private static Npy header(String text) {
        byte[] bytes = ("\u0093NUMPY\u0001\0" + (char) (text.length() & 255) + (char) (text.length() >> 8) + text)
                .getBytes(StandardCharsets.ISO_8859_1);
        return Npy.of("x", MappedBytes.of(bytes));
    }

    @Test
    void damagedHeadersAreRefusedInASentence() {
        assertThatThrownBy(() -> Npy.of("x", MappedBytes.of(new byte[40])))
                .hasMessage("'x' does not begin like a NumPy file (.npy). Check that it is one and was copied whole.");
        assertThatThrownBy(() ->
                        Npy.of("x", MappedBytes.of("\u0093NUMPY\u0004\0aaaa".getBytes(StandardCharsets.ISO_8859_1))))
                .hasMessage("'x' is a NumPy file of version 4, and 1 to 3 are read. Save it again with numpy.save.");
        assertThatThrownBy(() -> Npy.of(
                        "x", MappedBytes.of("\u0093NUMPY\u0002\0\0\0\0\u0010".getBytes(StandardCharsets.ISO_8859_1))))
                .hasMessage(
                        "the header of 'x' is said to have 268,435,456 bytes, and at most 65,536 are read. The file is damaged; copy it again.");
        assertThatThrownBy(() ->
                        Npy.of("x", MappedBytes.of("\u0093NUMPY\u0001\0@\0{'".getBytes(StandardCharsets.ISO_8859_1))))
                .hasMessage("'x' ends within its header. The file was cut short; copy it again.");
        for (String text : List.of(
                "{'descr': '<f4', 'fortran_order': False}",
                "{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': True}",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '<f4' 'fortran_order': False, 'shape': (1,)}",
                "'descr': '<f4', 'fortran_order': False, 'shape': (1,)",
                " ".repeat(20))) {
            assertThatThrownBy(() -> header(text))
                    .hasMessage(
                            "the header of 'x' is not the description that numpy.save writes (descr, fortran_order, shape). The file is damaged; save it again.");
        }
        String fine = "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }";
        assertThatThrownBy(() -> header(fine.formatted("(1, , 2)")))
                .hasMessage("the shape of 'x' is (1, , 2), which is none. The file is damaged; save it again.");
        assertThatThrownBy(() -> header(fine.formatted("(4294967296, 4294967296)")))
                .hasMessage(
                        "the shape of 'x' is (4294967296, 4294967296), which has more elements than any file. The file is damaged; save it again.");
        assertThatThrownBy(() -> header(fine.formatted("(2,)")))
                .hasMessage(
                        "'x' says that it holds [2] of f4, which is 8 bytes, but 0 follow its header. The file was cut short or is damaged; copy it again.");
        assertThat(header("{'shape':(0L,),'descr':'<f4','fortran_order':False}").shape())
                .containsExactly(0L);
    }

    @Test
    void whatIsAskedForMustBeThere() {
        Npy floats = Npy.open(file("version1.npy"));
        assertThatThrownBy(() -> floats.longs(0, new long[1], 0, 1))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'%s' holds f4, and whole numbers are needed here. Convert it, for example with array.astype('int64')."
                                .formatted(file("version1.npy")));
        assertThatThrownBy(() -> floats.unsignedBytes(0, 1))
                .hasMessageContaining("holds f4, and unsigned bytes (u1) are needed here.");
        assertThatThrownBy(() -> floats.floats(23, new float[2], 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        try (Npz npz = Npz.open(file("plain.npz"))) {
            assertThat(npz.read("u1_little_fortran").unsignedBytes(13, 4)).containsExactly(13, 14, 15, 16);
            assertThatThrownBy(() -> npz.read("f3"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("has no array 'f3'; it has b1_little_c, b1_big_c,")
                    .hasMessageEndingWith("Name one of these.");
        }
    }

    @Test
    void filesThatAreNotThereOrNoArchivesAreNamed(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> Npy.open(folder.resolve("a.npy")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a.npy' cannot be read (no such file or folder). Check that it exists");
        assertThatThrownBy(() -> Npy.open(folder)).hasMessageContaining("cannot be read (it is a folder)");
        assertThatThrownBy(() -> Npz.open(folder.resolve("a.npz")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a.npz' cannot be read (no such file or folder).");
        Path none = Files.writeString(folder.resolve("b.npz"), "no archive");
        assertThatThrownBy(() -> Npz.open(none))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("'%s' is not a whole zip file (".formatted(none))
                .hasMessageEndingWith("), and a NumPy archive (.npz) is one. Copy it again.");
    }

    @Test
    void whatIsWrittenIsReadBackAndNumPyWouldWriteTheSame(@TempDir Path folder) throws IOException {
        Npy original = Npy.open(file("version1.npy"));
        ByteBuffer values = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : all(original)) {
            values.putFloat((float) value);
        }
        NpyWriter writer = new NpyWriter(NamedArray.of("a", DType.F32, new long[] {2, 3, 4}, values::flip));
        Path copy = folder.resolve("copy.npy");
        try (var out = Files.newByteChannel(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            writer.writeTo(out);
        }
        assertThat(copy).hasSameBinaryContentAs(file("version1.npy")).hasSize(writer.byteCount());
        assertThatThrownBy(() -> new NpyWriter(NamedArray.of("a", DType.BF16, new long[] {1}, values::flip)))
                .isInstanceOf(FormatException.class)
                .hasMessage("NumPy has no elements of type BF16 ('a'). Convert them to F32.");
    }

    /** Whatever happens to a file, it is read or refused, and never with more memory than it has bytes. */
    @Test
    void changedBytesGiveAnArrayOrASentence() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        byte[] good = Files.readAllBytes(file("version2.npy"));
        int read = 0;
        for (int round = 0; round < 4_000; round++) {
            byte[] bytes = mutated(good, random, good.length);
            try {
                read += all(Npy.of("x", MappedBytes.of(bytes))).length > 0 ? 1 : 0;
            } catch (FormatException e) {
                assertThat(e).hasMessageContaining("'x'");
            }
        }
        assertThat(read).isBetween(100, 3_900);
    }

    @Test
    void changedArchivesGiveArraysOrSentences(@TempDir Path folder) throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        byte[] good = Files.readAllBytes(file("packed.npz"));
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            Path file = Files.write(folder.resolve("m.npz"), mutated(good, random, good.length));
            try (Npz npz = Npz.open(file)) {
                for (String name : npz.names()) {
                    assertThat(all(npz.read(name)).length).isLessThan(1_000_000);
                }
            } catch (FormatException e) {
                refused++;
                assertThat(e).hasMessageContaining("m.npz");
            }
        }
        assertThat(refused).isBetween(50, 299);
    }

    @Test
    void aChangedElementInAnArchiveIsSeen(@TempDir Path folder) throws IOException {
        byte[] bytes = Files.readAllBytes(file("plain.npz"));
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        int element = all.indexOf("\n", all.indexOf("'|u1'")) + 5;
        assertThat(bytes[element]++).isEqualTo((byte) 4);
        try (Npz npz = Npz.open(Files.write(folder.resolve("m.npz"), bytes))) {
            assertThatThrownBy(() -> npz.read("u1_little_c"))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            "'%s/u1_little_c' cannot be unpacked (its checksum differs). The archive is damaged; copy it again."
                                    .formatted(folder.resolve("m.npz")));
        }
    }

    /** A few bytes changed among the first {@code reach}, or the end cut off. */
    private static byte[] mutated(byte[] good, SplittableRandom random, int reach) {
        byte[] bytes = good.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(Math.min(reach, bytes.length))] = (byte)
                    (random.nextBoolean() ? random.nextInt(256) : "0123456789'(),{}<>fui".charAt(random.nextInt(21)));
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    @Test
    void codesAreThoseOfNumPy() {
        for (NpyType type : NpyType.values()) {
            assertThat(type.code())
                    .isEqualTo(type == NpyType.BOOL ? "b1" : type.name().toLowerCase(Locale.ROOT));
            assertThat(NpyType.named(type.code())).contains(type);
            assertThat(type.bytes()).isIn(1, 2, 4, 8);
        }
    }
}

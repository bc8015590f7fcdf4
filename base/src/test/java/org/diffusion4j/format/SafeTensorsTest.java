// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SafeTensorsTest {
    private static final JsonNode EXPECTED = JsonMapper.shared().readTree(Fixtures.bytes("expected.json"));

    @TempDir
    private Path folder;

    @Test
    void everyKindOfElementReadsAsTheReferenceWroteIt() throws IOException {
        JsonNode good = EXPECTED.get("good");
        Path path = Files.write(folder.resolve("kinds.safetensors"), Fixtures.bytes("kinds.safetensors"));
        try (SafeTensors file = SafeTensors.open(path)) {
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(file.dataBegin()).isEqualTo(8 + good.get("header_length").asInt());
            assertThat(List.copyOf(file.entries().keySet()))
                    .isEqualTo(List.copyOf(good.get("tensors").propertyNames()));
            good.get("tensors").properties().forEach(tensor -> {
                TensorInfo info = file.info(tensor.getKey());
                JsonNode want = tensor.getValue();
                assertThat(info.dtype().name()).isEqualTo(want.get("dtype").asString());
                assertThat(info.shape())
                        .isEqualTo(want.get("shape")
                                .valueStream()
                                .map(JsonNode::asLong)
                                .toList());
                assertThat(info.begin())
                        .isEqualTo(want.get("data_offsets").get(0).asLong());
                assertThat(info.end()).isEqualTo(want.get("data_offsets").get(1).asLong());
                List<Double> got = values(info.dtype(), file.bytes(tensor.getKey()));
                assertThat(got).hasSize(want.get("values").size());
                for (int i = 0; i < got.size(); i++) {
                    assertThat(got.get(i).floatValue())
                            .as("%s[%d]", tensor.getKey(), i)
                            .isEqualTo((float) number(want.get("values").get(i)));
                }
            });
        }
    }

    @Test
    void metadataMayHoldAnyLetters() {
        JsonNode want = EXPECTED.get("metadata_file");
        SafeTensors file = Fixtures.open(want.get("file").asString());
        assertThat(file.metadata()).isEqualTo(Map.of("note", "zwölf"));
        assertThat(file.bytes("t").getFloat()).isEqualTo(1.5f);
        assertThat(file.info("t").sizes()).containsExactly(1, 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bad-header-longer-than-file | it states a header of 1000000 bytes, but has 70 bytes in all
            bad-gap                     | tensor 'b' begins at byte 12 of the data area, but the tensors before it end at 8 (a gap)
            bad-overlap                 | tensor 'b' begins at byte 4 of the data area, but the tensors before it end at 8 (an overlap)
            bad-size-mismatch           | tensor 'a' does not add up (shape [3] of F32 needs 12 bytes, but the offsets are [0, 8].
            bad-trailing-bytes          | its tensors take 8 bytes, but 12 bytes follow the header (bytes left over)
            bad-not-json                | its header does not begin with '{'
            """)
    void badFilesAreRefusedWithTheReason(String name, String reason) throws IOException {
        Path path = Files.write(folder.resolve(name), Fixtures.bytes(name + ".safetensors"));
        assertThatThrownBy(() -> SafeTensors.open(path))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(path + " is not a valid safetensors file: " + reason)
                .hasMessageEndingWith("Download or save it again.");
    }

    @Test
    void allFilesThatTheReferenceRefusesAreRefused() {
        assertThat(EXPECTED.get("must_be_rejected").size()).isEqualTo(6);
        for (JsonNode bad : EXPECTED.get("must_be_rejected")) {
            assertThatThrownBy(() -> Fixtures.open(bad.get("file").asString())).isInstanceOf(FormatException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}} | Duplicate Object property "a"
            {"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}} | unknown dtype 'F33'; known are [BOOL, F4,
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"stride":[1]}} | unknown key 'stride'; known are [data_offsets, dtype, shape]
            {"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}} | has a shape with something else than whole numbers
            {"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,4]}} | has a shape with something else than whole numbers
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}} | has a data_offsets with something else than whole numbers
            {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}} | has a shape with something else than whole numbers
            {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}} | larger than 2^63 bits
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}} | needs dtype, shape and two data_offsets
            {"a":{"dtype":"F32","shape":[1]}} | needs dtype, shape and two data_offsets
            {"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}} | has a shape that is not a list
            {"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}} | has a dtype that is not a text
            {"a":[1]} | must be an object with [data_offsets, dtype, shape]
            {"a":{"dtype":"F32","shape":[[[1]]],"data_offsets":[0,4]}} | its header is not the JSON it must be (Document nesting depth
            {"__metadata__":{"a":1}} | the metadata 'a' must be a text
            {"__metadata__":[]} | __metadata__ must be an object of texts
            {"__metadata__":null} | __metadata__ must be an object of texts
            {"\\udc00":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | surrogate
            {"\\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | surrogate
            {"__metadata__":{"a":"\\udc00"}} | holds half of a surrogate pair
            {"__metadata__":{"a":"\\ud800"}} | holds half of a surrogate pair
            {"__metadata__":{"a":"\\ud800\\u0041"}} | holds half of a surrogate pair
            {"a":{"dtype":"F4","shape":[3],"data_offsets":[0,4]}} | needs 12 bits, which is no whole number of bytes
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}x | its header is not the JSON it must be
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}{} | something follows the JSON object of its header
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | its tensors take 8 bytes, but 4 bytes follow the header (cut short)
            {"a | its header is not the JSON it must be
            """)
    void headersThatBreakARuleAreRefusedWithTheReason(String header, String reason) {
        byte[] file = Fixtures.file(header, 4);
        assertThatThrownBy(() -> SafeTensors.of("x.safetensors", ByteBuffer.wrap(file)))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("x.safetensors is not a valid safetensors file: ")
                .hasMessageContaining(reason);
    }

    @Test
    void headersOfTheWrongLengthOrEncodingAreRefused() {
        byte[] huge = Fixtures.file("{}", 0);
        huge[7] = (byte) 0x80;
        assertThatThrownBy(() -> SafeTensors.of("x", ByteBuffer.wrap(huge)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("a header of 9223372036854775810 bytes, and at most 100000000 are allowed");
        assertThatThrownBy(() -> SafeTensors.of("x", ByteBuffer.allocate(7)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("it has 7 bytes, and the shortest has 10");
        byte[] latin = Fixtures.file("{\"?\":{}}", 0);
        latin[Long.BYTES + 2] = (byte) 0xe9;
        assertThatThrownBy(() -> SafeTensors.of("x", ByteBuffer.wrap(latin)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("its header is not UTF-8 text");
        String dimensions = "0" + ",0".repeat(64);
        byte[] deep = Fixtures.file(
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[%s],\"data_offsets\":[0,0]}}".formatted(dimensions), 0);
        assertThatThrownBy(() -> SafeTensors.of("x", ByteBuffer.wrap(deep)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("has a shape of more than 64 numbers");
    }

    @Test
    void anEmptyFileOfTensorsIsValid() {
        SafeTensors file = SafeTensors.of("none", ByteBuffer.wrap(Fixtures.file("{}", 0)));
        assertThat(file.entries()).isEmpty();
        assertThat(file.metadata()).isEmpty();
    }

    @Test
    void namesAndPiecesOutsideAreAnsweredWithWhatIsThere() {
        SafeTensors file = Fixtures.open("kinds.safetensors");
        assertThatThrownBy(() -> file.bytes("wieght"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "kinds.safetensors has no tensor 'wieght'. It has 13 tensors: i64, f64, empty, f32, naïve.ключ, ….");
        assertThatThrownBy(() -> file.bytes("i32", 8, 8))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "bytes 8 to 16 lie outside of tensor 'i32' of kinds.safetensors, which has 12 bytes. Stay inside.");
    }

    @Test
    void filesThatCannotBeReadAreAnsweredWithTheReason() {
        Path missing = folder.resolve("missing.safetensors");
        assertThatThrownBy(() -> SafeTensors.open(missing))
                .isInstanceOf(StorageException.class)
                .hasMessage(missing
                        + " cannot be read (no such file or folder). Give the path of a readable .safetensors file.");
        assertThatThrownBy(() -> SafeTensors.open(folder))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("(it is a folder)");
    }

    @Test
    void buffersAreReadOnlyLittleEndianAndOutliveTheFile() throws IOException {
        Path path = Files.write(folder.resolve("한국어 이름.safetensors"), Fixtures.bytes("kinds.safetensors"));
        ByteBuffer bytes;
        try (SafeTensors file = SafeTensors.open(path)) {
            bytes = file.bytes("i32", 4, 8);
        }
        assertThat(bytes.isReadOnly()).isTrue();
        assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getInt()).isEqualTo(-8);
    }

    @Test
    void aTensorOfSeveralPiecesIsWholeAndAFileThatWasCutShortIsRefused() throws IOException {
        int count = 3_000_000;
        byte[] content = new byte[count];
        for (int i = 0; i < count; i++) {
            content[i] = (byte) (i * 31 + i / 1000);
        }
        String header = "{\"u\":{\"dtype\":\"U8\",\"shape\":[%1$d],\"data_offsets\":[0,%1$d]}}".formatted(count);
        byte[] begin = Fixtures.file(header, 0);
        Path path = folder.resolve("pieces.safetensors");
        Files.write(path, begin);
        Files.write(path, content, StandardOpenOption.APPEND);
        try (SafeTensors file = SafeTensors.open(path)) {
            byte[] read = new byte[count];
            file.bytes("u").get(read);
            assertThat(read).isEqualTo(content);
            ByteBuffer beside = ByteBuffer.allocateDirect(count + 10).position(3);
            file.read("u", beside);
            assertThat(beside.position()).isEqualTo(count + 3);
            assertThat(beside.slice(3, count)).isEqualTo(ByteBuffer.wrap(content));
            assertThat(beside.get(2) + beside.get(count + 3)).isZero();
            try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
                out.truncate(begin.length + 2_000_000);
            }
            String sentence =
                    "tensor 'u' of %s cannot be read (it was cut short to %d bytes while it was read). Check that the file is still there, and open it again."
                            .formatted(path, begin.length + 2_000_000);
            assertThatThrownBy(() -> file.bytes("u"))
                    .isInstanceOf(StorageException.class)
                    .hasMessage(sentence);
            assertThatThrownBy(() -> file.read("u", beside.position(0)))
                    .isInstanceOf(StorageException.class)
                    .hasMessage(sentence);
        }
    }

    @Test
    void filesAndTensorsBeyondTwoGibibytesAreReadInPieces() throws IOException {
        long large = 3L << 30;
        String header = """
                {"large":{"dtype":"U8","shape":[%1$d],"data_offsets":[0,%1$d]},"last":{"dtype":"I32","shape":[1],"data_offsets":[%1$d,%2$d]}}""".formatted(large, large + 4);
        byte[] begin = Fixtures.file(header, 0);
        Path path = folder.resolve("large.safetensors");
        try (FileChannel out = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            out.write(ByteBuffer.wrap(begin));
            // The hole in between takes no space on the disk.
            out.write(ByteBuffer.wrap(new byte[] {9, 7, 0, 0, 0}), begin.length + large - 1);
        }
        try (SafeTensors file = SafeTensors.open(path)) {
            assertThat(file.bytes("last").getInt()).isEqualTo(7);
            assertThat(file.bytes("large", large - 1, 1).get()).isEqualTo((byte) 9);
            assertThat(file.bytes("large", large, 0).remaining()).isZero();
            assertThatThrownBy(() -> file.bytes("large"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("has 3221225472 bytes, and one buffer holds at most 2147483647");
        }
    }

    private static double number(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? 1 : 0;
        }
        return value.isString()
                ? value.asString().startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY
                : value.asDouble();
    }

    private static List<Double> values(DType dtype, ByteBuffer bytes) {
        List<Double> values = new ArrayList<>();
        while (bytes.hasRemaining()) {
            values.add(
                    switch (dtype) {
                        case F64 -> bytes.getDouble();
                        case F32 -> (double) bytes.getFloat();
                        case BF16 -> (double) Float.intBitsToFloat(bytes.getShort() << 16);
                        case F16 -> half(bytes.getShort());
                        case I64 -> (double) bytes.getLong();
                        case I32 -> (double) bytes.getInt();
                        case I16 -> (double) bytes.getShort();
                        case I8 -> (double) bytes.get();
                        case U8, BOOL -> (double) (bytes.get() & 0xff);
                        default -> throw new IllegalArgumentException(dtype.name());
                    });
        }
        return values;
    }

    /** Normal half-precision numbers only, which is what the fixture holds. */
    private static double half(short bits) {
        double magnitude = (1 + (bits & 0x3ff) / 1024.0) * Math.pow(2, ((bits >> 10) & 0x1f) - 15);
        return bits < 0 ? -magnitude : magnitude;
    }
}

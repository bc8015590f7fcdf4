// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsWriterTest {
    static byte[] written(Map<String, String> metadata, List<NamedArray> arrays) {
        SafeTensorsWriter writer = new SafeTensorsWriter(metadata, arrays);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.writeTo(Channels.newChannel(out));
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        assertThat(writer.byteCount()).isEqualTo(out.size());
        return out.toByteArray();
    }

    static List<NamedArray> arraysOf(SafeTensors file) {
        List<NamedArray> arrays = new ArrayList<>();
        file.entries()
                .forEach((name, info) ->
                        arrays.add(NamedArray.of(name, info.dtype(), info.sizes(), () -> file.bytes(name))));
        return arrays;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kinds.safetensors", "metadata.safetensors"})
    void filesOfTheReferenceWriterAreReproducedByteForByteInWhateverOrderTheArraysCome(String name) {
        SafeTensors file = Fixtures.open(name);
        List<NamedArray> arrays = arraysOf(file);
        Collections.shuffle(arrays, new Random(5));
        assertThat(written(file.metadata(), arrays)).isEqualTo(Fixtures.bytes(name));
    }

    @Test
    void namesAreSortedByCodePointAndEscapedOnlyWhereJsonDemandsIt() {
        // U+1F600 comes after U+FF5E as a code point, but before it as UTF-16.
        List<NamedArray> arrays = List.of(bytes("😀"), bytes("~"), bytes("\"\\\n\u0001/é"));
        String file = new String(written(Map.of(), arrays), StandardCharsets.UTF_8);
        assertThat(file)
                .contains("{\"\\\"\\\\\\n\\u0001/é\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                        + "\"~\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]},\"😀\":{");
    }

    @Test
    void theHeaderIsPaddedToAMultipleOfEight() {
        for (int length = 1; length < 20; length++) {
            SafeTensorsWriter writer = new SafeTensorsWriter(Map.of(), List.of(bytes("n".repeat(length))));
            assertThat(writer.dataBegin() % 8).isZero();
        }
    }

    @Test
    void noArraysAndNoMetadataGiveTheShortestFile() {
        assertThat(written(Map.of(), List.of())).isEqualTo(Fixtures.file("{}      ", 0));
        assertThat(written(Map.of("a", "b"), List.of()))
                .isEqualTo(Fixtures.file("{\"__metadata__\":{\"a\":\"b\"}}      ", 0));
    }

    @Test
    void wrongNamesAreRefused() {
        assertThatThrownBy(() -> written(Map.of(), List.of(bytes("a"), bytes("a"))))
                .isInstanceOf(FormatException.class)
                .hasMessage("two arrays are called 'a', and names in a file are unique. Rename one.");
        assertThatThrownBy(() -> written(Map.of(), List.of(bytes("__metadata__"))))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "an array cannot be called __metadata__, which the format keeps for itself. Use another name.");
        assertThatThrownBy(() -> written(Map.of(), List.of(bytes("\ud800"))))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("half of a surrogate pair, which UTF-8 cannot express. Use another name.");
    }

    @Test
    void anArrayThatDeliversTooMuchOrTooLittleIsRefused() {
        NamedArray little = NamedArray.of("w", DType.F32, new long[] {2}, () -> ByteBuffer.allocate(4));
        assertThatThrownBy(() -> written(Map.of(), List.of(little)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("array 'w' delivered 4 bytes, but shape [2] of F32 needs 8. Hand over all elements, once.");
        NamedArray much = NamedArray.of("w", DType.F32, new long[] {2}, () -> ByteBuffer.allocate(12));
        assertThatThrownBy(() -> written(Map.of(), List.of(much)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("delivered at least 12 bytes");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("org.diffusion4j.format.RandomArrays#seeds")
    void whatIsWrittenIsReadBack(long seed) {
        Random random = new Random(seed);
        Map<String, byte[]> contents = new LinkedHashMap<>();
        List<NamedArray> arrays = RandomArrays.draw(random, contents);
        Map<String, String> metadata = RandomArrays.drawTexts(random);

        SafeTensors file = SafeTensors.of("drawn", ByteBuffer.wrap(written(metadata, arrays)));

        assertThat(file.metadata()).isEqualTo(metadata);
        assertThat(file.entries()).hasSameSizeAs(arrays);
        for (NamedArray array : arrays) {
            TensorInfo info = file.info(array.name());
            assertThat(info.dtype()).isEqualTo(array.dtype());
            assertThat(info.shape()).isEqualTo(array.shape());
            byte[] bytes = new byte[Math.toIntExact(info.byteCount())];
            file.bytes(array.name()).get(bytes);
            assertThat(bytes).isEqualTo(contents.get(array.name()));
        }
        assertThat(written(metadata, arraysOf(file))).isEqualTo(written(metadata, arrays));
    }

    private static NamedArray bytes(String name) {
        return NamedArray.of(name, DType.U8, new long[] {1}, () -> ByteBuffer.allocate(1));
    }
}

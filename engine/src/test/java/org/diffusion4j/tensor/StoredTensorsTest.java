// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.format.TensorFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredTensorsTest {
    @TempDir
    private Path folder;

    private SafeTensors file(NamedArray... arrays) throws IOException {
        Path path = folder.resolve("weights.safetensors");
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            new SafeTensorsWriter(Map.of(), List.of(arrays)).writeTo(out);
        }
        return SafeTensors.open(path);
    }

    private static NamedArray floating(float value) {
        return NamedArray.of(
                "n",
                DType.F32,
                new long[0],
                () -> ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value));
    }

    @Test
    void aCounterComesBackAsTheWholeNumberItWas() throws IOException {
        long large = (1L << 53) + 1; // no float and no double holds it
        try (PointerScope scope = new PointerScope()) {
            Tensor counter = Tensors.of(new long[] {large});
            try (SafeTensors file = file(StoredTensors.array("n", counter))) {
                assertThat(java.util.Objects.requireNonNull(file.entries().get("n"))
                                .dtype())
                        .isEqualTo(DType.I64);
                assertThat(file.entries().get("n").sizes()).isEmpty();
                assertThat(StoredTensors.counter(file, "n")).isEqualTo(large);
                assertThat(StoredTensors.read(file, "n", counter).item_long()).isEqualTo(large);
            }
        }
    }

    @Test
    void aWeightFarBehindThatIsNotFiniteIsNamed() throws IOException {
        int count = 10_000;
        ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        NamedArray array = NamedArray.of("n", DType.F32, new long[] {count}, () -> bytes.duplicate());
        try (SafeTensors whole = file(array);
                PointerScope scope = new PointerScope()) {
            assertThat(StoredTensors.finite(whole, "n", count).shape()).containsExactly(count);
        }
        bytes.putFloat(4 * (count - 1), Float.NEGATIVE_INFINITY);
        Files.delete(folder.resolve("weights.safetensors"));
        try (SafeTensors file = file(array)) {
            assertThatThrownBy(() -> StoredTensors.finite(file, "n", count))
                    .hasMessageContaining("holds -Infinity as its number 9999, and weights are finite");
        }
    }

    @Test
    void aTensorWithoutNumbersIsRead() throws IOException {
        NamedArray empty = NamedArray.of("n", DType.F32, new long[] {0, 3}, () -> ByteBuffer.allocate(0));
        try (SafeTensors file = file(empty);
                PointerScope scope = new PointerScope()) {
            assertThat(StoredTensors.finite(file, "n", 0, 3).shape()).containsExactly(0, 3);
        }
    }

    @Test
    void aTensorOfTwoGibibytesIsRefusedBeforeMemoryIsTaken() {
        long count = 1L << 29;
        NamedArray large = new NamedArray("n", DType.F16, List.of(count), out -> {});
        TensorFile file = new TensorFile() {
            @Override
            public String name() {
                return "x";
            }

            @Override
            public String description() {
                return "";
            }

            @Override
            public Map<String, String> metadata() {
                return Map.of();
            }

            @Override
            public Map<String, NamedArray> arrays() {
                return Map.of("n", large);
            }

            @Override
            public ByteBuffer bytes(String name) {
                throw new AssertionError("nothing is to be read");
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> StoredTensors.floats(file, "n", count))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "The tensor 'n' of x has 536870912 numbers, and at most 536870911 can be read as one tensor. Use a network with smaller layers.");
    }

    @Test
    void weightsThatAreNotFiniteAreRefused() throws IOException {
        try (SafeTensors file = file(floating(Float.NaN))) {
            assertThat(Tensors.floats(StoredTensors.floats(file, "n"))).containsExactly(Float.NaN);
            assertThatThrownBy(() -> StoredTensors.finite(file, "n"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(
                            "The tensor 'n' of %s holds NaN as its number 0, and weights are finite. The training diverged, or the file was damaged or rounded to a type too small for it; use other weights."
                                    .formatted(file.name()));
        }
    }

    @Test
    void aFloatingCounterIsTakenWhereItIsWhole() throws IOException {
        try (SafeTensors file = file(floating(8000))) {
            assertThat(StoredTensors.counter(file, "n")).isEqualTo(8000);
        }
        try (SafeTensors file = file(floating(0.5f))) {
            assertThatThrownBy(() -> StoredTensors.counter(file, "n"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(
                            "The tensor 'n' of %s is stored as 0.5, and a counter must be a whole number from 0 on. Use weights of this network."
                                    .formatted(file.name()));
        }
    }
}

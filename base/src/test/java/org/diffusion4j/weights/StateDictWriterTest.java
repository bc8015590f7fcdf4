// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.ZipFile;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateDictWriterTest {
    @TempDir
    private Path folder;

    private static byte[] written(List<NamedArray> arrays) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new StateDictWriter(arrays).writeTo(Channels.newChannel(out));
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static NamedArray array(String name, DType dtype, long... shape) {
        return NamedArray.of(name, dtype, shape, () -> ByteBuffer.allocate(8));
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsWrittenIsReadBack(long seed) throws IOException {
        Random random = new Random(seed);
        List<DType> types = TorchNames.DTYPES.keySet().stream().sorted().toList();
        Map<String, byte[]> contents = new LinkedHashMap<>();
        List<NamedArray> arrays = new ArrayList<>();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            String name = "größe." + Integer.toString(random.nextInt(1 << 20), 36) + "." + i;
            DType dtype = types.get(random.nextInt(types.size()));
            long[] shape = random.longs(random.nextInt(4), 0, 6).toArray();
            byte[] bytes = new byte
                    [Math.toIntExact(
                            dtype.byteCount(LongStream.of(shape).boxed().toList()))];
            random.nextBytes(bytes);
            contents.put(name, bytes);
            arrays.add(NamedArray.of(name, dtype, shape, () -> ByteBuffer.wrap(bytes)));
        }
        StateDictFile file = StateDictFile.of("drawn.pth", ByteBuffer.wrap(written(arrays)));
        assertThat(List.copyOf(file.arrays().keySet())).isEqualTo(List.copyOf(contents.keySet()));
        for (NamedArray array : arrays) {
            NamedArray read = file.array(array.name());
            assertThat(read.dtype()).isEqualTo(array.dtype());
            assertThat(read.shape()).isEqualTo(array.shape());
            assertThat(file.bytes(array.name())).isEqualTo(array.toBuffer());
            assertThat(read.toBuffer()).isEqualTo(array.toBuffer());
        }
        assertThat(written(arrays)).isEqualTo(written(arrays));
    }

    @Test
    void contentsBeginWhereTheyCanBeMapped() {
        byte[] bytes = written(List.of(array("a", DType.I64), array("b", DType.F32, 2)));
        StateDictFile file = StateDictFile.of("x.pth", ByteBuffer.wrap(bytes));
        assertThat(file.arrays()).hasSize(2);
        byte[] marked = written(List.of(NamedArray.of(
                "a",
                DType.U8,
                new long[] {8},
                () -> ByteBuffer.wrap("landmark".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))));
        assertThat(TorchFiles.indexOf(
                                marked,
                                StateDictFile.of("x", ByteBuffer.wrap(marked)).bytes("a"))
                        % 64)
                .isZero();
    }

    @Test
    void theArchiveIsOneThatOthersRead() throws IOException {
        Path path = Files.write(folder.resolve("x.pth"), written(List.of(array("a", DType.I64))));
        try (ZipFile zip = new ZipFile(path.toFile())) {
            assertThat(zip.stream().map(java.util.zip.ZipEntry::getName))
                    .containsExactly("archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/version");
            assertThat(zip.getInputStream(zip.getEntry("archive/version")).readAllBytes())
                    .isEqualTo(new byte[] {'3', '\n'});
        }
    }

    @Test
    void arraysThatPyTorchCannotHoldAreRefused() {
        assertThatThrownBy(() -> written(List.of(array("w", DType.F4, 2))))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "array 'w' has elements of type F4, which PyTorch's files cannot hold. Write a .safetensors file.");
        assertThatThrownBy(() -> written(List.of(array("w", DType.I64), array("w", DType.I64))))
                .isInstanceOf(FormatException.class)
                .hasMessage("two arrays are called 'w', and names in a file are unique. Rename one.");
        assertThatThrownBy(() -> written(List.of(array("w", DType.I64, 2))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("array 'w' delivered 8 bytes, but shape [2] of I64 needs 16");
    }

    /** Leaves holes where zeros are, so that a large file takes no space on the disk. */
    private record Holes(FileChannel file) implements WritableByteChannel {
        private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 26);

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            if (bytes.equals(ZEROS.slice(0, Math.min(count, ZEROS.capacity())))) {
                bytes.position(bytes.limit());
                file.position(file.position() + count);
            } else {
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Test
    @Tag("slow")
    void storagesAndArchivesBeyondFourGibibytesAreWrittenAndRead() throws IOException {
        long large = (4L << 30) + 12;
        ByteContent content = out -> {
            for (long left = large - 4; left > 0; ) {
                ByteBuffer zeros = Holes.ZEROS.slice(0, (int) Math.min(left, Holes.ZEROS.capacity()));
                left -= zeros.remaining();
                out.write(zeros);
            }
            out.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        };
        List<NamedArray> arrays =
                List.of(new NamedArray("large", DType.U8, List.of(large), content), array("after", DType.F64));
        Path path = folder.resolve("large.pth");
        try (Holes out = new Holes(FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE))) {
            new StateDictWriter(arrays).writeTo(out);
        }
        try (StateDictFile file = StateDictFile.open(path)) {
            assertThat(file.array("large").byteCount()).isEqualTo(large);
            assertThat(file.bytes("after").remaining()).isEqualTo(8);
            ByteBuffer last = ByteBuffer.allocate(4);
            long[] seen = new long[1];
            file.array("large").writeTo(new WritableByteChannel() {
                @Override
                public int write(ByteBuffer bytes) {
                    int count = bytes.remaining();
                    seen[0] += count;
                    last.clear();
                    last.put(bytes.position(bytes.limit() - Math.min(4, count)));
                    return count;
                }

                @Override
                public boolean isOpen() {
                    return true;
                }

                @Override
                public void close() {}
            });
            assertThat(seen[0]).isEqualTo(large);
            assertThat(last.array()).isEqualTo(new byte[] {1, 2, 3, 4});
        }
    }
}

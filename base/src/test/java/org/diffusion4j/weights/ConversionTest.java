// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.run.FileLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionTest {
    @TempDir
    private Path folder;

    private Path resource(String name) throws IOException {
        return Files.write(folder.resolve(name), TorchFiles.bytes(name));
    }

    private static Conversion.Result convert(Path from, Path to) {
        return new Conversion(from, to, Optional.empty(), Optional.empty(), Optional.empty()).run(FileLayer.disk());
    }

    private static Conversion.Result convert(Path from, Path to, FloatType type) {
        return new Conversion(from, to, Optional.empty(), Optional.of(type), Optional.empty()).run(FileLayer.disk());
    }

    private static Conversion.Result shards(Path from, Path to, long bytes) {
        return new Conversion(from, to, Optional.empty(), Optional.empty(), Optional.of(bytes)).run(FileLayer.disk());
    }

    private static void assertSame(Path one, Path other) throws IOException {
        try (TensorFile a = TensorFiles.open(one);
                TensorFile b = TensorFiles.open(other)) {
            assertThat(b.arrays().keySet()).isEqualTo(a.arrays().keySet());
            for (NamedArray array : a.arrays().values()) {
                NamedArray twin = b.array(array.name());
                assertThat(twin.dtype()).isEqualTo(array.dtype());
                assertThat(twin.shape()).isEqualTo(array.shape());
                assertThat(twin.toBuffer()).as(array.name()).isEqualTo(array.toBuffer());
                assertThat(b.bytes(array.name())).as(array.name()).isEqualTo(array.toBuffer());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kinds.pth", "kinds-old.pth", "newer.pth"})
    void everyTensorSurvivesTheWayThroughAllForms(String name) throws IOException {
        Path source = resource(name);
        Path single = folder.resolve("single.safetensors");
        Path sharded = folder.resolve("sharded");
        Path joined = folder.resolve("joined.safetensors");
        Path torch = folder.resolve("again.pt");
        convert(source, single);
        assertThat(shards(single, sharded, 8).written()).hasSizeGreaterThan(2);
        convert(sharded, joined);
        convert(joined, torch);
        for (Path path : List.of(single, sharded, joined, torch)) {
            assertSame(source, path);
        }
        assertThat(joined).hasSameBinaryContentAs(single);
    }

    @Test
    void aHeaderWhoseLengthLooksLikeAnotherFormIsStillSafetensors() throws IOException {
        // 0x80 begins a pickle, "PK" an archive
        for (int length : List.of(0x0080, 0x0580, 0x4b50)) {
            String padded = ("{\"__metadata__\":{\"a\":\"" + "x".repeat(length)).substring(0, length - 3) + "\"}}";
            byte[] file = ByteBuffer.allocate(8 + length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .put(padded.getBytes(StandardCharsets.US_ASCII))
                    .array();
            try (TensorFile opened = TensorFiles.open(Files.write(folder.resolve("x"), file))) {
                assertThat(opened.description()).isEqualTo("safetensors");
            }
        }
    }

    @Test
    void theResultSaysWhatWasReadAndWritten() throws IOException {
        Path to = folder.resolve("out.safetensors");
        Conversion.Result result = convert(resource("checkpoint.pth"), to);
        assertThat(result)
                .isEqualTo(new Conversion.Result(
                        "PyTorch state dict, tensors under the key 'state_dict' (left out: 'optimizer')",
                        7,
                        92,
                        Map.of(),
                        List.of(to)));
        try (SafeTensors file = SafeTensors.open(to)) {
            assertThat(file.metadata()).isEqualTo(Map.of("epoch", "3", "loss", "0.5", "note", "zwölf", "format", "pt"));
        }
    }

    @Test
    void oneOfSeveralModelsInAFileIsChosen() throws IOException {
        Path to = folder.resolve("g.safetensors");
        new Conversion(resource("two.pth"), to, Optional.of("generator"), Optional.empty(), Optional.empty())
                .run(FileLayer.disk());
        try (TensorFile file = TensorFiles.open(to)) {
            assertThat(file.arrays().keySet()).containsExactly("w");
        }
    }

    private Path floats(double... values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        Path file = folder.resolve("floats.safetensors");
        List<NamedArray> arrays = List.of(
                NamedArray.of("w", DType.F64, new long[] {values.length}, bytes::rewind),
                NamedArray.of("steps", DType.I64, new long[] {}, () -> ByteBuffer.wrap(new byte[8])));
        new WeightsWriter(Map.of(), arrays, FileLayer.disk()).write(file);
        return file;
    }

    @ParameterizedTest
    @EnumSource
    void floatsAreRoundedAndWholeNumbersStay(FloatType type) throws IOException {
        double[] values = new double[200_001]; // three pieces, the last one not full
        for (int i = 0; i < values.length; i++) {
            values[i] = (i + 1) / 7.0;
        }
        values[5] = Double.NaN;
        values[6] = Double.NEGATIVE_INFINITY;
        Path to = folder.resolve("out.safetensors");
        convert(floats(values), to, type);
        try (TensorFile file = TensorFiles.open(to)) {
            assertThat(file.array("steps").dtype()).isEqualTo(DType.I64);
            List<Double> got = new ArrayList<>();
            ByteBuffer bytes = file.bytes("w");
            while (bytes.hasRemaining()) {
                got.add(
                        switch (type) {
                            case FP32 -> (double) bytes.getFloat();
                            case FP16 -> (double) org.diffusion4j.format.NarrowFloat.F16.widen(bytes.getShort());
                            case BF16 -> (double) Float.intBitsToFloat(bytes.getShort() << 16);
                        });
            }
            double precision = type == FloatType.FP32 ? 0x1p-24 : type == FloatType.FP16 ? 0x1p-11 : 0x1p-8;
            double worst = 0;
            assertThat(got).hasSize(values.length);
            assertThat(got.get(5)).isNaN();
            assertThat(got.get(6)).isEqualTo(Double.NEGATIVE_INFINITY);
            for (int i = 7; i < values.length; i++) {
                worst = Math.max(worst, Math.abs(got.get(i) / values[i] - 1));
            }
            assertThat(worst).isBetween(precision / 10, precision);
        }
    }

    @Test
    void aNumberThatTheTypeCannotHoldIsNamedAndNothingIsLeft() throws IOException {
        Path from = floats(1, -70000);
        Path to = folder.resolve("half.safetensors");
        assertThatThrownBy(() -> convert(from, to, FloatType.FP16))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "tensor 'w' holds -70000.0, which is beyond the range of F16. Choose a type of larger range, or leave the tensors as they are.");
        Path shards = folder.resolve("shards");
        Conversion conversion =
                new Conversion(from, shards, Optional.empty(), Optional.of(FloatType.FP16), Optional.of(8L));
        assertThatThrownBy(() -> conversion.run(FileLayer.disk())).isInstanceOf(FormatException.class);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(from);
        }
    }

    @Test
    void whatExistsIsNeverWrittenOver() throws IOException {
        Path from = resource("kinds.pth");
        for (Path to : List.of(from, resource("two.pth"), folder)) {
            assertThatThrownBy(() -> convert(from, to))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            to + " exists already, and nothing is written over. Remove it, or choose another name.");
        }
        assertThat(from).hasBinaryContent(TorchFiles.bytes("kinds.pth"));
    }

    @Test
    void aNameThatSaysNoFormIsAnsweredWithThoseThatDo() throws IOException {
        Path from = resource("kinds.pth");
        Path to = folder.resolve("out.onnx");
        assertThatThrownBy(() -> convert(from, to))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the name '%s' does not say in which form to write. End it with .safetensors or .pth, .pt, .bin."
                                .formatted(to));
        assertThat(to).doesNotExist();
    }

    @Test
    void shardsAreFilledInOrderAndClosedBeforeTheyGrowTooLarge() throws IOException {
        Path to = folder.resolve("out");
        Collection<NamedArray> arrays = Stream.of("b 40", "a 60", "d 1", "c 200", "ü 99")
                .map(text -> NamedArray.of(
                        text.substring(0, 1),
                        DType.U8,
                        new long[] {Long.parseLong(text.substring(2))},
                        () -> ByteBuffer.allocate(Integer.parseInt(text.substring(2)))))
                .toList();
        List<Path> written = new WeightsWriter(Map.of(), arrays, FileLayer.disk()).writeShards(to, "net", 100);
        assertThat(written.stream().map(path -> path.getFileName().toString()))
                .containsExactly(
                        "net-00001-of-00004.safetensors",
                        "net-00002-of-00004.safetensors",
                        "net-00003-of-00004.safetensors",
                        "net-00004-of-00004.safetensors",
                        "net.safetensors.index.json");
        assertThat(written.get(4)).hasContent("""
                {
                  "metadata": {
                    "total_size": 400
                  },
                  "weight_map": {
                    "a": "net-00001-of-00004.safetensors",
                    "b": "net-00001-of-00004.safetensors",
                    "c": "net-00003-of-00004.safetensors",
                    "d": "net-00002-of-00004.safetensors",
                    "\\u00fc": "net-00004-of-00004.safetensors"
                  }
                }
                """);
        try (TensorFile file = TensorFiles.open(to)) {
            assertThat(file.arrays()).containsOnlyKeys("a", "b", "c", "d", "ü");
            assertThat(file.description()).isEqualTo("4 shards of safetensors");
        }
    }

    @Test
    void whatFitsIntoOneFileIsNotSplit() throws IOException {
        Path to = folder.resolve("out");
        assertThat(shards(resource("kinds.pth"), to, 1_000_000).written())
                .containsExactly(to.resolve("model.safetensors"));
        assertThatThrownBy(() -> shards(to, folder.resolve("none"), 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("maxShardBytes must be at least 1 but was 0. 10 GB is usual.");
    }
}

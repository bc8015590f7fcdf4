// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.run.FileLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardedFileTest {
    @TempDir
    private Path folder;

    private void write(String file, String... tensors) {
        List<NamedArray> arrays = new ArrayList<>();
        for (String tensor : tensors) {
            arrays.add(NamedArray.of(
                    tensor, DType.U8, new long[] {1}, () -> ByteBuffer.wrap(new byte[] {(byte) tensor.charAt(0)})));
        }
        new WeightsWriter(Map.of("note", file), arrays, FileLayer.disk()).write(folder.resolve(file));
    }

    private Path index(String json) throws IOException {
        return Files.writeString(folder.resolve("model.safetensors.index.json"), json);
    }

    @BeforeEach
    void twoShards() {
        write("one.safetensors", "a", "b");
        write("two.safetensors", "c");
    }

    @Test
    void allShardsAreOneFile() throws IOException {
        index(
                "{\"metadata\":{\"total_size\":3.0,\"more\":[{}]},\"weight_map\":{\"c\":\"two.safetensors\",\"b\":\"one.safetensors\",\"a\":\"one.safetensors\"}}");
        try (TensorFile file = TensorFiles.open(folder)) {
            assertThat(file).isInstanceOf(ShardedFile.class);
            assertThat(List.copyOf(file.arrays().keySet())).isEqualTo(List.of("a", "b", "c"));
            assertThat(file.bytes("c").get()).isEqualTo((byte) 'c');
            assertThat(file.array("b").toBuffer().get()).isEqualTo((byte) 'b');
            assertThat(file.metadata()).isEqualTo(Map.of("note", "one.safetensors"));
            assertThat(file.description()).isEqualTo("2 shards of safetensors");
            assertThatThrownBy(() -> file.bytes("d"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(file.name() + " has no tensor 'd'. It has 3 tensors: a, b, c.");
        }
    }

    @Test
    void shardsOfPyTorchAreReadToo() throws IOException {
        write("one.bin", "a");
        write("two.bin", "b");
        Path index = Files.writeString(
                folder.resolve("pytorch_model.bin.index.json"),
                "{\"weight_map\":{\"a\":\"one.bin\",\"b\":\"two.bin\"}}");
        try (TensorFile file = TensorFiles.open(index)) {
            assertThat(file.description()).isEqualTo("2 shards of PyTorch state dict");
            assertThat(file.bytes("b").get()).isEqualTo((byte) 'b');
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors.index.fp16.json", "model.fp16.safetensors.index.json"})
    void anIndexOfAVariantIsRead(String name) throws IOException {
        write("model.fp16-00001-of-00002.safetensors", "a");
        write("model.fp16-00002-of-00002.safetensors", "b");
        Files.writeString(
                folder.resolve(name),
                "{\"weight_map\":{\"a\":\"model.fp16-00001-of-00002.safetensors\",\"b\":\"model.fp16-00002-of-00002.safetensors\"}}");
        try (TensorFile file = TensorFiles.open(folder.resolve(name))) {
            assertThat(file.description()).isEqualTo("2 shards of safetensors");
        }
        Files.delete(folder.resolve("one.safetensors"));
        Files.delete(folder.resolve("two.safetensors"));
        try (TensorFile file = TensorFiles.open(folder)) {
            assertThat(List.copyOf(file.arrays().keySet())).isEqualTo(List.of("a", "b"));
        }
        write("model.safetensors", "c"); // whole weights go before a variant
        try (TensorFile file = TensorFiles.open(folder)) {
            assertThat(List.copyOf(file.arrays().keySet())).isEqualTo(List.of("c"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a:one,c:two           | 'one.safetensors' holds 'b', and the index does not place it there
            a:one,b:two,c:two     | 'one.safetensors' holds 'b', and the index does not place it there
            a:one,b:one           | read
            a:one,b:one,c:one     | 'one.safetensors' lacks 'c', which the index places there
            a:one,b:one,c:two,d:two | 'two.safetensors' lacks 'd', which the index places there
            """)
    void everyTensorMustLieWhereTheIndexSaysAndNowhereElse(String places, String result) throws IOException {
        String map = places.replaceAll("(\\w):(\\w+)", "\"$1\":\"$2.safetensors\"");
        Path index = index("{\"weight_map\":{" + map + "}}");
        if (result.equals("read")) {
            try (TensorFile file = TensorFiles.open(index)) {
                assertThat(file.arrays()).containsOnlyKeys("a", "b");
            }
            return;
        }
        assertThatThrownBy(() -> TensorFiles.open(index))
                .isInstanceOf(FormatException.class)
                .hasMessage("%s is not a valid index of shards: %s. Download or save all its files again."
                        .formatted(index, result));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../one.safetensors",
                "/etc/one.safetensors",
                "a/one.safetensors",
                "a\\\\one.safetensors",
                "c:one.safetensors",
                "one.safetensors\\u0000",
                "one\\n.safetensors",
                "..",
                ".safetensors",
                "",
                "model.safetensors.index.json"
            })
    void onlyFilesBesideTheIndexCanBeNamed(String name) throws IOException {
        Path index = index("{\"weight_map\":{\"a\":\"" + name + "\"}}");
        assertThatThrownBy(() -> TensorFiles.open(index))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(index + " is not a valid index of shards: it places 'a' in '")
                .hasMessageContaining("', which is no name of a weights file beside it.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                 | is not a JSON object.
            {}                                 | is not a valid index of shards: it lists no tensors under weight_map.
            {"weight_map":[]}                  | is not a valid index of shards: it lists no tensors under weight_map.
            {"weight_map":{"a":1}}             | is not a valid index of shards: it places 'a' in '1', which is no name
            {"weight_map":{"a":{}}}            | is not a valid index of shards: it places 'a' in '', which is no name
            {"weight_map":{"a":"x.bin"},"weight_map":{}} | is not valid JSON (Duplicate
            {"weight_map":{"a":"x.bin","a":"y.bin"}}     | is not valid JSON (Duplicate
            {"weight_map":{"a":"x.bin"}}1      | is not valid JSON (
            {"metadata":{"a                    | is not valid JSON (
            """)
    void damagedIndexesAreRefusedWithTheReason(String json, String reason) throws IOException {
        Path index = index(json);
        assertThatThrownBy(() -> TensorFiles.open(index))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(index + " " + reason);
    }

    @Test
    void indexesThatNameManyFilesAreRefused() throws IOException {
        StringBuilder map = new StringBuilder();
        for (int i = 0; i <= 1000; i++) {
            map.append(i == 0 ? "" : ",").append("\"%1$d\":\"%1$d.safetensors\"".formatted(i));
        }
        Path many = index("{\"weight_map\":{" + map + "}}");
        assertThatThrownBy(() -> TensorFiles.open(many))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("it names more than 1000 files");
    }

    @Test
    void aShardThatIsMissingIsNamed() throws IOException {
        Path index =
                index("{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\",\"x\":\"x.safetensors\"}}");
        assertThatThrownBy(() -> TensorFiles.open(index))
                .isInstanceOf(StorageException.class)
                .hasMessage(folder.resolve("x.safetensors")
                        + " cannot be read (no such file or folder). Give the path of a readable file of weights.");
    }

    @Test
    void ofAFolderTheOneFileOfWeightsIsRead() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> TensorFiles.open(empty))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "the folder %s holds no weights. Put a .safetensors, .pth, .pt or .bin file into it, or give another folder."
                                .formatted(empty));
        assertThatThrownBy(() -> TensorFiles.open(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the folder %s holds 2 files of weights: one.safetensors, two.safetensors. Give one of them."
                                .formatted(folder));
        Files.move(folder.resolve("two.safetensors"), folder.resolve("one.fp16.safetensors"));
        write("one.pth", "p");
        try (TensorFile file = TensorFiles.open(folder)) {
            assertThat(file.arrays()).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void onlyFilesOfPyTorchHaveKeysToChooseFrom() {
        Path file = folder.resolve("one.safetensors");
        assertThatThrownBy(() -> TensorFiles.open(file, java.util.Optional.of("model")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + " has no keys to choose from, so 'model' has no place. Leave --key out.");
    }
}

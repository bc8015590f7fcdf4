// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.weights.WeightsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code d4j inspect} and {@code d4j convert}. */
class WeightsCommandsTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private final Captured captured = new Captured();

    @BeforeEach
    void write() {
        file = folder.resolve("w.pth");
        NamedArray weight =
                NamedArray.of("conv.weight", DType.F32, new long[] {1000, 2}, () -> ByteBuffer.allocate(8000));
        NamedArray strange = NamedArray.of("a\u001b[2J", DType.I64, new long[] {}, () -> ByteBuffer.allocate(8));
        new WeightsWriter(Map.of(), List.of(weight, strange), FileLayer.disk()).write(file);
    }

    private int run(String... words) {
        return new Main(captured.terminal()).run(words);
    }

    @Test
    void inspectShowsEveryTensorAndNothingThatATerminalWouldActOn() {
        assertThat(run("inspect", file.toString())).isZero();
        assertThat(captured.out()).isEqualToNormalizingNewlines("""
                %1$s: PyTorch state dict
                  weights without a recipe: they belong to a network that somebody else describes

                %1$s: PyTorch state dict, 2 tensors (1 F32, 1 I64), 2,000 parameters, 8.0 kB
                  conv.weight  F32   [1000, 2]
                  a?[2J        I64   []
                """.formatted(file));
    }

    @Test
    void namesInConfigurationsAreShownWithoutWhatATerminalWouldActOn() throws Exception {
        Path there = Files.createDirectory(folder.resolve("there"));
        Files.writeString(
                there.resolve("model_index.json"),
                "{\"_class_name\": \"X\\u001b[2J\", \"a\\u001b[2J\": \"b\\u001b[2J\"}");
        assertThat(run("inspect", there.toString())).isZero();
        assertThat(captured.out())
                .contains(there + ": diffusers pipeline X?[2J", "  a?[2J: ")
                .doesNotContain("\u001b");
    }

    @Test
    void inspectKnowsTheShippedModels() {
        assertThat(run("inspect", "spiral")).isZero();
        assertThat(captured.out())
                .contains("spiral: safetensors", "d4j sample --model spiral", "25,443 parameters", "h_layer1.weight");
    }

    @Test
    void inspectSpeaksJsonToo() {
        assertThat(run("inspect", "--json", file.toString())).isZero();
        var json = JsonMapper.shared().readTree(captured.out());
        assertThat(json.at("/weights/0/parameters").asLong()).isEqualTo(2000);
        assertThat(json.at("/weights/0/tensors/conv.weight/dtype").asString()).isEqualTo("F32");
    }

    @Test
    void longMetadataIsOnlyCounted() {
        Path other = folder.resolve("m.safetensors");
        new WeightsWriter(Map.of("recipe", "x\n".repeat(60)), List.of(), FileLayer.disk()).write(other);
        assertThat(run("inspect", other.toString())).isZero();
        assertThat(captured.out())
                .contains("recipe = (a text of 120 characters)")
                .contains("a model with its recipe: d4j sample --model " + other);
    }

    @Test
    void convertWritesAnotherFormAndType() {
        Path to = folder.resolve("w.safetensors");
        assertThat(run("convert", file.toString(), to.toString(), "--dtype", "FP16"))
                .isZero();
        assertThat(captured.out()).isEqualToNormalizingNewlines("written: %s\n".formatted(to));
        assertThat(captured.err())
                .isEqualToNormalizingNewlines(
                        "%s: PyTorch state dict, 2 tensors, 4.0 kB; 1 tensor kept its type I64, which --dtype does not change\n"
                                .formatted(file));
        try (SafeTensors written = SafeTensors.open(to)) {
            assertThat(written.info("conv.weight").dtype()).isEqualTo(DType.F16);
        }
    }

    @Test
    void convertSaysHowManyTensorsKeptTheirType() {
        Path from = folder.resolve("i.safetensors");
        new WeightsWriter(
                        Map.of(),
                        List.of(
                                NamedArray.of("a", DType.I32, new long[] {2}, () -> ByteBuffer.allocate(8)),
                                NamedArray.of("b", DType.I32, new long[] {2}, () -> ByteBuffer.allocate(8)),
                                NamedArray.of("c", DType.U8, new long[] {2}, () -> ByteBuffer.allocate(2))),
                        FileLayer.disk())
                .write(from);
        assertThat(run("convert", from.toString(), folder.resolve("j.pth").toString(), "--dtype", "fp32"))
                .isZero();
        assertThat(captured.err())
                .isEqualToNormalizingNewlines(
                        "%s: safetensors, 3 tensors, 18 bytes; 3 tensors kept their type (U8, I32), which --dtype does not change\n"
                                .formatted(from));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "convert"})
    void whatIsNoFileOfWeightsIsToldAsWhatItShouldBe(String command) throws Exception {
        Path cut = folder.resolve("cut.pth");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(file), 5000));
        Path rubbish = Files.writeString(folder.resolve("rubbish.bin"), "nothing of use");
        for (Path bad : List.of(cut, rubbish)) {
            assertThat(look(command, bad)).isEqualTo(ExitCode.FAILED);
            assertThat(captured.err()).contains("d4j: " + bad + " is not a valid file of PyTorch: ");
            assertThat(run(
                            "sample",
                            "--model",
                            bad.toString(),
                            "--out",
                            folder.resolve("out").toString()))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(captured.err()).doesNotContain("safetensors");
        }
        assertThat(folder.resolve("new.safetensors")).doesNotExist();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private int look(String command, Path at) {
        return command.equals("inspect")
                ? run(command, at.toString())
                : run(command, at.toString(), folder.resolve("new.safetensors").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "convert"})
    void whatIsNotThereIsAWrongWord(String command) {
        Path none = folder.resolve("none.pth");
        assertThat(look(command, none)).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .isEqualToNormalizingNewlines(
                        "d4j: there is no file or folder %s. Give a file of weights, or a folder that holds some.\n"
                                .formatted(none));
    }

    @Test
    void whatExistsIsNeverWrittenOver() throws Exception {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path mine = Files.writeString(there.resolve("mine.safetensors"), "mine");
        for (List<String> more : List.of(
                List.of(there.toString()),
                List.of(mine.toString()),
                List.of(there.toString(), "--max-shard-size", "1KB"),
                List.of(mine.toString(), "--max-shard-size", "1KB"))) {
            List<String> words = new ArrayList<>(List.of("convert", file.toString()));
            words.addAll(more);
            assertThat(run(words.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
            assertThat(captured.err())
                    .endsWith(
                            "d4j: %s exists already, and nothing is written over. Remove it, or choose another name.%n"
                                    .formatted(more.get(0)));
        }
        assertThat(mine).hasContent("mine");
        assertThat(run("convert", file.toString(), mine.resolve("below.pth").toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(captured.err()).contains("d4j: " + mine.resolve("below.pth") + " cannot be written (");
    }

    @Test
    void convertSplitsIntoShards() {
        Path to = folder.resolve("parts");
        assertThat(run("convert", file.toString(), to.toString(), "--max-shard-size=8KB"))
                .isZero();
        assertThat(captured.out()).contains("model-00002-of-00002.safetensors", "model.safetensors.index.json");
        assertThat(to.resolve("model-00001-of-00002.safetensors")).exists();
    }

    @Test
    void theInputIsNeverWrittenOver() throws Exception {
        byte[] before = Files.readAllBytes(file);
        assertThat(run("convert", file.toString(), file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .isEqualToNormalizingNewlines(
                        "d4j: %s exists already, and nothing is written over. Remove it, or choose another name.\n"
                                .formatted(file));
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void anUnknownTypeIsAnsweredWithTheAllowedOnes() {
        assertThat(run("convert", "a", "b", "--dtype=fp8")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains("'fp8' is no type to store weights in; fp32, fp16 and bf16 are.")
                .contains("See 'd4j convert --help'.");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "500MB,500000000", "2 GiB,2147483648", "10gb,10000000000", "3kb,3000", "1TiB,1099511627776"})
    void sizesAreReadAsPeopleWriteThem(String word, long bytes) {
        assertThat(new ByteSize().convert(word)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "GB", "1.5GB", "-1", "10 elephants", "999999999TB"})
    void otherSizesAreAnsweredWithExamples(String word) {
        assertThat(run("convert", "a", "b", "--max-shard-size=" + word)).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains("'%s' is no amount of bytes above 0. Write a whole number and a unit: 500MB, 10GB, 2GiB."
                        .formatted(word));
    }
}

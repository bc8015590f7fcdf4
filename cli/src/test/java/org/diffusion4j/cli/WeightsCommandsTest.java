// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
                .isEqualToNormalizingNewlines("%s: PyTorch state dict, 2 tensors, 4.0 kB\n".formatted(file));
        try (SafeTensors written = SafeTensors.open(to)) {
            assertThat(written.info("conv.weight").dtype()).isEqualTo(DType.F16);
        }
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

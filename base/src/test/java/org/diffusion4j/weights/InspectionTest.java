// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.run.FileLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InspectionTest {
    @TempDir
    private Path folder;

    private static Inspection inspect(Path path) {
        return Inspection.of(path, Optional.empty());
    }

    private static void write(Path file, Map<String, String> metadata) {
        NamedArray weight = NamedArray.of("w", DType.F16, new long[] {2, 3}, () -> ByteBuffer.allocate(12));
        NamedArray count = NamedArray.of("n", DType.I64, new long[] {}, () -> ByteBuffer.allocate(8));
        new WeightsWriter(metadata, List.of(weight, count), FileLayer.disk()).write(file);
    }

    @Test
    void weightsAreCountedByTypeAndFloatsAreParameters() {
        Path file = folder.resolve("w.safetensors");
        write(file, Map.of());
        WeightsSummary weights = inspect(file).weights().get(0);
        assertThat(weights.parameters()).isEqualTo(6);
        assertThat(weights.byteCount()).isEqualTo(20);
        assertThat(weights.types()).isEqualTo(Map.of(DType.F16, 1L, DType.I64, 1L));
        assertThat(weights.tensors().get(1)).isEqualTo(new WeightsSummary.Tensor("w", DType.F16, List.of(2L, 3L)));
        assertThat(inspect(file).uses())
                .containsExactly("weights without a recipe: they belong to a network that somebody else describes");
    }

    @Test
    void weightsWithTheirRecipeAreAModel() {
        Path file = folder.resolve("w.safetensors");
        write(file, Map.of("recipe", "system: spiral"));
        assertThat(inspect(file).uses()).containsExactly("a model with its recipe: d4j sample --model " + file);
        assertThat(inspect(folder).kind()).isEqualTo("safetensors");
    }

    @Test
    void aMatFillsHoles() throws IOException {
        Path file = folder.resolve("w.safetensors");
        write(file, Map.of("recipe", "system: mat\ngenerator: {resolution: 64}"));
        assertThat(inspect(file).uses()).containsExactly("a model with its recipe: d4j inpaint --model " + file);
        Files.delete(file);
        Files.writeString(folder.resolve("provenance.json"), "{}");
        Files.writeString(folder.resolve("recipe.yaml"), "system: mat\ngenerator:\n  resolution: 64\n");
        assertThat(inspect(folder).uses())
                .containsExactly(
                        "a model with its recipe: d4j inpaint --model " + folder,
                        "a training that can go on: d4j train --resume " + folder);
    }

    @Test
    void pathsWithSpacesCanBePasted() throws IOException {
        Path file = Files.createDirectory(folder.resolve("my models")).resolve("w.safetensors");
        write(file, Map.of("recipe", "system: spiral"));
        assertThat(inspect(file).uses()).containsExactly("a model with its recipe: d4j sample --model '" + file + "'");
    }

    @Test
    void aDiffusersNetworkCanBeSampledHere() throws IOException {
        write(folder.resolve("diffusion_pytorch_model.safetensors"), Map.of());
        Files.writeString(folder.resolve("config.json"), "{\"_class_name\": \"UNet2DModel\"}");
        assertThat(inspect(folder).uses())
                .containsExactly(
                        "a model: d4j sample --model " + folder,
                        "what the diffusers library opens with from_pretrained");
        Files.writeString(folder.resolve("config.json"), "{\"_class_name\": \"AutoencoderKL\"}");
        assertThat(inspect(folder).uses()).containsExactly("what the diffusers library opens with from_pretrained");
    }

    @Test
    void theFolderOfARunIsKnownByItsProvenance() throws IOException {
        Files.writeString(folder.resolve("provenance.json"), "{}");
        assertThat(inspect(folder).kind()).isEqualTo("run that is not finished");
        assertThat(inspect(folder).weights()).isEmpty();
        write(folder.resolve("weights.safetensors"), Map.of());
        Inspection finished = inspect(folder);
        assertThat(finished.kind()).isEqualTo("finished run");
        assertThat(finished.weights()).hasSize(1);
        assertThat(finished.uses())
                .containsExactly(
                        "a model with its recipe: d4j sample --model " + folder,
                        "a training that can go on: d4j train --resume " + folder);
    }

    @Test
    void aPipelineHasItsPartsInFoldersOrAtTheTop() throws IOException {
        Files.writeString(folder.resolve("model_index.json"), "{\"_class_name\":\"DDPMPipeline\"}");
        Path unet = Files.createDirectory(folder.resolve("unet"));
        Files.writeString(unet.resolve("config.json"), "{\"_class_name\":\"UNet2DModel\",\"sample_size\":8}");
        write(unet.resolve("diffusion_pytorch_model.safetensors"), Map.of());
        Path scheduler = Files.createDirectory(folder.resolve("scheduler"));
        Files.writeString(
                scheduler.resolve("scheduler_config.json"),
                "{\"_class_name\":\"DDPMScheduler\",\"lambda_min_clipped\":-Infinity}");

        Inspection nested = inspect(folder);
        assertThat(nested.kind()).isEqualTo("diffusers pipeline DDPMPipeline");
        assertThat(List.copyOf(nested.configs().keySet()))
                .isEqualTo(List.of("model_index.json", "scheduler/scheduler_config.json", "unet/config.json"));
        assertThat(nested.weights()).hasSize(1);

        JsonNode json = JsonMapper.shared().readTree(nested.json());
        assertThat(json.at("/weights/0/parameters").asLong()).isEqualTo(6);
        assertThat(json.at("/weights/0/tensors/w/shape").toString()).isEqualTo("[2,3]");
        assertThat(json.at("/weights/0/types/F16").asLong()).isEqualTo(1);
        assertThat(json.get("configs")
                        .get("unet/config.json")
                        .get("sample_size")
                        .asInt())
                .isEqualTo(8);
        assertThat(json.get("configs")
                        .get("scheduler/scheduler_config.json")
                        .get("lambda_min_clipped")
                        .asString())
                .isEqualTo("-Infinity");

        assertThat(inspect(unet).kind()).isEqualTo("diffusers folder of UNet2DModel");
        assertThat(inspect(scheduler).weights()).isEmpty();
    }

    @Test
    void damagedConfigurationsAreNamed() throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), "[1]");
        assertThatThrownBy(() -> inspect(folder))
                .isInstanceOf(FormatException.class)
                .hasMessage(config + " is not a JSON object. It must hold keys and values; check the file.");
        Files.writeString(config, "{\"a\":1,\"a\":2}");
        assertThatThrownBy(() -> inspect(folder))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(config + " is not valid JSON (Duplicate");
    }

    @Test
    void nothingThereIsAnsweredWithWhatToGive() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> inspect(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessage("there is no file or folder %s. Give a file of weights, or a folder that holds some."
                        .formatted(missing));
    }
}

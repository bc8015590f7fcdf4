// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.mat.RowDraws;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.weights.FloatType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatModelTest {
    @TempDir
    private static Path runs;

    @TempDir
    private Path folder;

    private static Path run;

    @BeforeAll
    static void train() {
        MatRun.Result result = MatRun.start(
                TinyMat.recipe("train.steps=2", "train.heldOutImages=0"), TinyRuns.settings(runs), MatWatcher.NONE);
        run = result.folder().path();
    }

    private static float[] fill(String nameOrPath, long seed) {
        try (MatModel model = MatModel.open(nameOrPath, "cpu");
                PointerScope scope = new PointerScope()) {
            Tensor grey = torch.zeros(2, 3, 32, 32);
            Tensor known = torch.ones(2, 1, 32, 32);
            known.narrow(2, 8, 16).zero_();
            RowDraws draws = new RowDraws(RandomStream.of(seed, "test"), 0, 2, Devices.of("cpu"));
            Tensor image = model.fill(grey, known, draws, Truncation.NONE).image();
            assertThat(image.is_inference()).as("the faster ways are taken").isTrue();
            return Tensors.floats(image);
        }
    }

    @Test
    void inBfloat16KernelsAreRoundedAsTheyAreReadAndAllElseStays() {
        try (MatModel model = MatModel.open(run.toString(), "cpu", Compute.BFLOAT16)) {
            assertThat(model.parameters().names())
                    .anyMatch(name -> model.parameters().get(name).dim() == 5)
                    .allSatisfy(name -> {
                        Tensor tensor = model.parameters().get(name);
                        assertThat(tensor.scalar_type().intern())
                                .isEqualTo(tensor.dim() < 4 ? ScalarType.Float : ScalarType.BFloat16);
                    });
        }
        assertThatThrownBy(() -> MatModel.open(run.toString(), "cpu", Compute.TF32))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("compute was tf32, which is for training alone.");
    }

    @Test
    void aRunItsWeightsAndItsExportAreOneModel() {
        float[] fill = fill(run.toString(), 1);
        assertThat(fill(run.resolve("weights.safetensors").toString(), 1)).isEqualTo(fill);
        assertThat(fill(run.toString(), 2)).isNotEqualTo(fill);
        Path export = folder.resolve("export");
        try (MatModel model = MatModel.open(run.toString(), "cpu")) {
            model.save(export, FloatType.FP32);
        }
        assertThat(fill(export.toString(), 1)).isEqualTo(fill);
        assertThat(export.resolve("recipe.yaml")).content().contains("tiny-mat");
    }

    @Test
    void halfPrecisionIsHalfAsLargeAndNearlyTheSame() throws IOException {
        Path half = folder.resolve("half");
        try (MatModel model = MatModel.open(run.toString(), "cpu")) {
            model.save(half, FloatType.FP16);
        }
        float[] exact = fill(run.toString(), 1);
        float[] rounded = fill(half.toString(), 1);
        for (int i = 0; i < exact.length; i++) {
            assertThat(rounded[i]).isCloseTo(exact[i], org.assertj.core.data.Offset.offset(0.1f));
        }
        assertThat(Files.size(half.resolve("model.safetensors")))
                .isLessThan(Files.size(run.resolve("weights.safetensors")) * 3 / 4);
    }

    @Test
    void otherModelsAreNoMat() {
        assertThat(MatModel.openIfOne("sprites", "cpu")).isEmpty();
        assertThatThrownBy(() -> MatModel.open("sprites", "cpu"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "'sprites' is no MAT but a model of another kind. Give a MAT, such as the folder of a run of 'd4j train mat'.");
        assertThatThrownBy(() -> Model.open(run.toString(), "cpu"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "'%s' is a MAT, which fills holes and draws nothing else. Use 'd4j inpaint --model %s', or MatModel.open in Java."
                                .formatted(run, run));
        assertThatThrownBy(() -> MatModel.open("matt", "cpu"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("there is no model 'matt'. Give a shipped name");
    }

    /** The run's weights file with other tensors. */
    private Path changed(Consumer<Map<String, NamedArray>> change, boolean hasRecipe) throws IOException {
        Path file = folder.resolve("changed.safetensors");
        try (StoredModel stored = StoredModel.find(run.toString()).orElseThrow()) {
            Map<String, NamedArray> arrays = new java.util.TreeMap<>();
            stored.weights().arrays().forEach((name, array) -> arrays.put(name, array));
            change.accept(arrays);
            Map<String, String> metadata = hasRecipe
                    ? Map.of(StoredModel.RECIPE, stored.recipe().orElseThrow().text())
                    : Map.of();
            FileLayer.disk().replace(file, new SafeTensorsWriter(metadata, new ArrayList<>(arrays.values()))::writeTo);
        }
        return file;
    }

    @Test
    void whatIsMissingAndWhatIsTooMuchIsListed() throws IOException {
        Path file = changed(
                arrays -> {
                    arrays.remove("mapping.fc1.bias");
                    arrays.put(
                            "extra",
                            new NamedArray(
                                    "extra", DType.F32, List.of(), out -> out.write(java.nio.ByteBuffer.allocate(4))));
                },
                true);
        assertThatThrownBy(() -> MatModel.open(file.toString(), "cpu"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageMatching(
                        "'.*changed.safetensors' does not fit this network of \\d+ tensors: missing \\(1\\): mapping.fc1.bias \\(\\d+\\); unknown \\(1\\): extra. Use weights of this network, with the recipe they were trained with.");
    }

    /** Without a recipe a file is taken for the official network of the resolution that its names tell. */
    @Test
    void anUnnamedFileIsHeldAgainstTheOfficialNetwork() throws IOException {
        Path file = changed(arrays -> {}, false);
        assertThatThrownBy(() -> MatModel.open(file.toString(), "cpu"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "'%s' holds a MAT for pictures of 32 x 32 without its recipe, and without one only official networks are known, of 128 x 128 and more. Put its recipe.yaml beside it."
                                .formatted(file));
    }

    @Test
    void trainingGoesOnFromAModelOfTheSameResolutionOnly() {
        MatRun.Result more = MatRun.start(
                TinyMat.recipe(
                        "train.init=" + run, "train.learningRate=1e-12", "train.steps=1", "train.heldOutImages=0"),
                TinyRuns.settings(folder),
                MatWatcher.NONE);
        float[] before = fill(run.toString(), 1);
        float[] after = fill(more.folder().path().toString(), 1);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isCloseTo(before[i], org.assertj.core.data.Offset.offset(1e-2f));
        }
        assertThatThrownBy(() -> MatRun.start(
                        TinyMat.recipe(
                                "train.init=" + run,
                                "train.heldOutImages=0",
                                "data.size=64",
                                "generator.resolution=64",
                                "generator.channels.exact=[8, 8, 8, 6, 6]",
                                "discriminator.resolution=64",
                                "discriminator.channels.exact=[8, 8, 8, 6, 6]"),
                        TinyRuns.settings(folder),
                        MatWatcher.NONE))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "training was to start from '%s', which fills pictures of 32 x 32, and this recipe trains for 64 x 64. Start from a model of the same resolution, or leave train.init out."
                                .formatted(run));
    }
}

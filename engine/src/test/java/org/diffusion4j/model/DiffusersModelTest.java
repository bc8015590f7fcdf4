// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.network.UNet2DConfig;
import org.diffusion4j.pipeline.PipelineFolder;
import org.diffusion4j.pipeline.PipelineWriter;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.verify.FixtureSet;
import org.diffusion4j.weights.FloatType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffusersModelTest {
    @TempDir
    private Path folder;

    private FixtureSet set;

    @BeforeEach
    void unpack() {
        set = FixtureSet.bundled();
    }

    @AfterEach
    void remove() {
        set.close();
    }

    private Path stored(String name) {
        return set.root().resolve("diffusers/pipelines").resolve(name);
    }

    private static Model open(Path path) {
        return Model.open(path.toString(), "cpu");
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private static void requireSameBytes(Path got, Path want) throws IOException {
        assertThat(files(got)).isEqualTo(files(want));
        for (String file : files(want)) {
            assertThat(got.resolve(file)).as(file).hasSameBinaryContentAs(want.resolve(file));
        }
    }

    private static Samples ddim(Model model, int steps) {
        SampleConfig config =
                model.recipe().sample().withSampler(SamplerName.DDIM).withSteps(steps);
        return model.sample(SampleRequest.of(config, 2, 7));
    }

    @Test
    void aDirectoryOfTheLibraryIsAModel() {
        try (Model model = open(stored("standard"))) {
            assertThat(model.recipe().network()).isInstanceOf(UNet2DConfig.class);
            assertThat(model.recipe().sample().sampler()).isEqualTo(SamplerName.DDPM);
            assertThat(model.recipe().system()).isEqualTo("standard");
            assertThat(model.parameters().count()).isEqualTo(45_259);
            assertThat(model.classes()).isEmpty();
            assertThat(ddim(model, 3).shape()).containsExactly(2, 3, 8, 8);
        }
    }

    @Test
    void everySamplerOfItsProcessDrawsFromIt() {
        try (Model model = open(stored("standard"))) {
            for (SamplerName method : SamplerName.values()) {
                if (method.process() == SamplerName.DDPM.process()
                        && method != SamplerName.CONSISTENT
                        && method != SamplerName.LINEAGE) {
                    SampleConfig config =
                            model.recipe().sample().withSampler(method).withSteps(4);
                    assertThat(model.sample(SampleRequest.of(config, 1, 1)).count())
                            .as("%s", method)
                            .isOne();
                }
            }
        }
    }

    @Test
    void aFileOfWeightsInsideADirectoryIsTheModelOfThatDirectory() {
        String file = "diffusion_pytorch_model.safetensors";
        try (Model plain = open(stored("standard"));
                Model inside = open(stored("standard").resolve("unet").resolve(file));
                Model flat = open(stored("flat-legacy").resolve(file))) {
            assertThat(inside.recipe()).isEqualTo(plain.recipe());
            assertThat(ddim(inside, 3).values()).isEqualTo(ddim(plain, 3).values());
            assertThat(flat.recipe().network()).isInstanceOf(UNet2DConfig.class);
        }
    }

    @Test
    void shardedDirectoriesAndPlainOnesGiveTheSameSamples() {
        try (Model plain = open(stored("standard"));
                Model sharded = open(stored("sharded"))) {
            assertThat(ddim(sharded, 3).values()).isEqualTo(ddim(plain, 3).values());
        }
    }

    @Test
    void whatIsReadIsWrittenWithTheSameBytes() throws IOException {
        try (Model model = open(stored("standard"))) {
            model.saveForDiffusers(folder.resolve("again"), FloatType.FP32, PipelineWriter.SHARD_BYTES);
        }
        requireSameBytes(folder.resolve("again"), stored("standard"));
    }

    @Test
    void shardsAreCutWhereTheLibraryCutsThem() throws IOException {
        try (Model model = open(stored("sharded"))) {
            model.saveForDiffusers(folder.resolve("again"), FloatType.FP32, 100_000);
        }
        requireSameBytes(folder.resolve("again"), stored("sharded"));
    }

    @Test
    void earlyDirectoriesAreWrittenAnewInTheFormOfToday() throws IOException {
        Path again = folder.resolve("again");
        try (Model flat = open(stored("flat-legacy"))) {
            flat.saveForDiffusers(again, FloatType.FP32, PipelineWriter.SHARD_BYTES);
            try (Model written = open(again)) {
                assertThat(ddim(written, 3).values()).isEqualTo(ddim(flat, 3).values());
                assertThat(written.recipe().network()).isEqualTo(flat.recipe().network());
                assertThat(written.recipe().sample()).isEqualTo(flat.recipe().sample());
            }
        }
        assertThat(files(again)).isEqualTo(files(stored("standard")));
    }

    @Test
    void aModelOfThisProjectGoesToTheLibraryAndBack() {
        Path own = folder.resolve("own");
        Path theirs = folder.resolve("theirs");
        try (Model first = open(stored("standard"))) {
            first.save(own, FloatType.FP32);
            try (Model second = open(own)) {
                assertThat(second.recipe()).isEqualTo(first.recipe());
                second.saveForDiffusers(theirs, FloatType.FP32, PipelineWriter.SHARD_BYTES);
                try (Model third = open(theirs)) {
                    assertThat(ddim(third, 3).values()).isEqualTo(ddim(first, 3).values());
                }
            }
        }
    }

    @Test
    void aNetworkAloneIsSampledAsTheLibraryTrains() throws IOException {
        Path unet = stored("standard").resolve("unet");
        List<String> heard = new ArrayList<>();
        PipelineFolder alone = PipelineFolder.open(unet, heard::add);
        assertThat(alone.recipe().sample().sampler()).isEqualTo(SamplerName.DDPM);
        assertThat(heard)
                .containsExactly(
                        unet
                                + " has no scheduler_config.json, so it is sampled as networks of DDPMScheduler are: 1000 steps, linear betas, predicting the noise. Add the file if it was trained otherwise.");
        try (Model model = open(unet)) {
            assertThat(model.parameters().count()).isEqualTo(45_259);
        }
    }

    private Path changed(String file, String from, String to) throws IOException {
        Path copy = folder.resolve("changed");
        for (String name : files(stored("standard"))) {
            Path target = copy.resolve(name);
            Files.createDirectories(target.getParent());
            Files.copy(stored("standard").resolve(name), target);
        }
        String text = Files.readString(copy.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(copy.resolve(file), text.replace(from, to));
        return copy;
    }

    @Test
    void theScheduleAndTheSolverOfTheFileAreFollowed() throws IOException {
        Path changed = changed(
                "scheduler/scheduler_config.json",
                "\"_class_name\": \"DDPMScheduler\"",
                "\"use_karras_sigmas\": true, \"solver_order\": 3, \"_class_name\": \"DDPMScheduler\"");
        Path index = changed.resolve("model_index.json");
        Files.writeString(index, Files.readString(index).replace("DDPMScheduler", "DPMSolverMultistepScheduler"));
        try (Model model = open(changed)) {
            SampleConfig sample = model.recipe().sample();
            assertThat(sample.sampler()).isEqualTo(SamplerName.DPMPP);
            assertThat(sample.options().orElseThrow().solverOrder()).contains(3);
            assertThat(sample.steps()).contains(50);
            assertThat(sample.clip()).isEmpty(); // its class does not clamp
        }
    }

    @Test
    void aDdimPipelineSamplesByDdimWhateverItsSchedulerIs() throws IOException {
        try (Model model = open(changed("model_index.json", "DDPMPipeline", "DDIMPipeline"))) {
            assertThat(model.recipe().sample().sampler()).isEqualTo(SamplerName.DDIM);
            assertThat(model.recipe().sample().steps()).contains(50);
        }
    }

    @Test
    void whatIsNotKnownIsNamed() throws IOException {
        Path other = changed(
                "model_index.json",
                "\"UNet2DModel\"\n  ]",
                "\"UNet2DModel\"\n  ],\n  \"vqvae\": [\n    \"diffusers\",\n    \"VQModel\"\n  ]");
        assertThatThrownBy(() -> open(other))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        other.resolve("model_index.json")
                                + " has components that are not known here: 'vqvae' of class 'VQModel'. Choose a pipeline of a network and a scheduler alone.");
        Files.writeString(other.resolve("model_index.json"), "{\"_class_name\": \"X\", \"unet\": [null, null]}");
        assertThatThrownBy(() -> open(other))
                .hasMessage(
                        other.resolve("model_index.json")
                                + " names nothing as its network, and known here is 'unet' of class UNet2DModel. Choose a pipeline of pictures without text.");
        Files.writeString(
                other.resolve("model_index.json"),
                "{\"unet\": [\"diffusers\", \"UNet2DModel\"], \"scheduler\": [\"diffusers\", \"ScoreSdeVeScheduler\"]}");
        assertThatThrownBy(() -> open(other))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(
                        "'scheduler' in %s is 'ScoreSdeVeScheduler', which is no scheduler class known here. Write one of these instead: DDIMScheduler,"
                                .formatted(other.resolve("model_index.json")));
    }

    @Test
    void aNetworkThatTakesNoiseLevelsIsNotToldTimes() throws IOException {
        Path changed = changed("unet/config.json", "\"positional\"", "\"fourier\"");
        assertThatThrownBy(() -> open(changed))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        changed.resolve("unet/config.json")
                                + ": time_embedding_type is fourier, which takes the logarithm of a noise level above 0, and a network that learns diffusion is told the time 0. Use positional.");
    }

    @Test
    void weightsThatDoNotBelongToTheConfigurationAreRefused() throws IOException {
        Path without = changed("unet/config.json", "\"add_attention\": true", "\"add_attention\": false");
        assertThatThrownBy(() -> open(without))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("holds tensors that its configuration has no place for: mid_block.attentions.0.")
                .hasMessageEndingWith("Use the config.json that belongs to it.");
    }

    @Test
    void modelsThatTheLibraryDoesNotHaveAreRefused() {
        try (Model spiral = Model.open("spiral", "cpu")) {
            Path target = folder.resolve("spiral");
            assertThatThrownBy(() -> spiral.saveForDiffusers(target, FloatType.FP32, 1_000_000))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "the network of 'spiral' has no like in the diffusers library. Models of kind unet2d can be written as its directories.");
            assertThat(target).doesNotExist();
        }
        try (Model model = open(stored("standard"))) {
            assertThatThrownBy(() -> model.saveForDiffusers(folder, FloatType.FP32, 1_000_000))
                    .hasMessage(folder
                            + " exists already, and nothing is written over. Remove it, or choose another name.");
        }
    }

    @Test
    void theRecipeOfADirectoryReadsBackEqual() {
        Recipe recipe = PipelineFolder.open(stored("standard"), warning -> {}).recipe();
        assertThat(Recipe.ofText("again", recipe.yaml())).isEqualTo(recipe);
    }
}

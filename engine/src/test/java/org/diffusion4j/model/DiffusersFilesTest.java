// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.pipeline.PipelineFolder;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.schedule.BetaSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files and classes of a directory of the diffusers library that are missing, others or no text at all. */
class DiffusersFilesTest extends CopiedPipeline {
    @Test
    void anUnknownClassIsToldWithTheKeyThatNamesIt() throws IOException {
        Path index = replace(INDEX, "DDPMScheduler", "FooScheduler");
        assertThat(refused())
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(
                        "'scheduler' in %s is 'FooScheduler', which is no scheduler class known here. Write one of these instead: DDIMScheduler, DDPMScheduler, "
                                .formatted(index));
        replace(INDEX, "(?s),?\\s*\"scheduler\": \\[.*?\\]", "");
        Path file = replace(SCHEDULER, "DDPMScheduler", "FooScheduler");
        assertThat(refused())
                .hasMessageStartingWith(
                        "'_class_name' in %s is 'FooScheduler', which is no scheduler class known here. Write one of these instead: DDIMScheduler, "
                                .formatted(file));
        replace(SCHEDULER, "\"_class_name\": \"FooScheduler\"", "\"_class_name\": 3");
        assertThat(refused())
                .hasMessage(
                        "%s has no text under '_class_name'. It must name the scheduler's class, for example DDIMScheduler; add the key."
                                .formatted(file));
    }

    @Test
    void aClassThatTheIndexContradictsIsWarnedOf() throws IOException {
        Path file = replace(SCHEDULER, "DDPMScheduler", "PNDMScheduler");
        assertThat(warnings())
                .contains(
                        "%s names the scheduler DDPMScheduler, and '_class_name' in %s is 'PNDMScheduler'. It is read as DDPMScheduler, as the diffusers library does; write the same class in both if that is not meant."
                                .formatted(folder.resolve(INDEX), file));
        Path network = replace(NETWORK, "UNet2DModel", "UNet2DConditionModel");
        assertThat(refused())
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'_class_name' in %s is 'UNet2DConditionModel', and the only network class known here is UNet2DModel. Choose a model of that class."
                                .formatted(network));
    }

    @Test
    void aSchedulerThatInvertsOrFillsIsReadAsItsKinThatDraws() throws IOException {
        Path file = folder.resolve(SCHEDULER);
        classIs("DDIMInverseScheduler");
        replace(SCHEDULER, "\"beta_start\"", "\"set_alpha_to_zero\": false, \"beta_start\"");
        assertThat(warnings())
                .contains(
                        "%s is of class DDIMInverseScheduler, which leads from pictures to noise. Samples are drawn as by DDIMScheduler; choose another with --sampler."
                                .formatted(file));
        try (Model model = Model.open(folder.toString(), "cpu")) {
            assertThat(model.recipe().sample().sampler()).isEqualTo(SamplerName.DDIM);
            assertThat(model.recipe().sample().options().orElseThrow().setAlphaToOne())
                    .contains(false);
        }
        Files.writeString(
                file, "{\"_class_name\": \"RePaintScheduler\", \"eta\": 0.0, \"beta_schedule\": \"sigmoid\"}");
        replace(INDEX, "DDIMInverseScheduler", "RePaintScheduler");
        assertThat(warnings())
                .containsExactly(
                        "%s is of class RePaintScheduler, which fills holes of a picture. Samples are drawn as by DDPMScheduler; choose another with --sampler."
                                .formatted(file));
        try (Model model = Model.open(folder.toString(), "cpu")) {
            assertThat(model.recipe().sample().sampler()).isEqualTo(SamplerName.DDPM);
            assertThat(model.recipe().schedule().kind()).isEqualTo(BetaSchedule.SIGMOID);
        }
    }

    @Test
    void earlyClassesAreReadUnderTheNamesOfToday() throws IOException {
        PipelineFolder today = PipelineFolder.open(folder, warning -> {});
        classIs("GaussianDDPMScheduler");
        replace(SCHEDULER, "num_train_timesteps", "timesteps");
        replace(INDEX, "UNet2DModel", "UNetUnconditionalModel");
        for (String[] names : new String[][] {
            {"UNet2DModel", "UNetUnconditionalModel"},
            {"block_out_channels", "block_channels"},
            {"down_block_types", "down_blocks"},
            {"up_block_types", "up_blocks"},
            {"layers_per_block", "num_res_blocks"},
            {"norm_eps", "resnet_eps"},
            {"attention_head_dim", "num_head_channels"},
            {"freq_shift", "downscale_freq_shift"},
            {"sample_size", "image_size"}
        }) {
            replace(NETWORK, "\"" + names[0] + "\"", "\"" + names[1] + "\"");
        }
        assertThat(PipelineFolder.open(folder, warning -> {}).recipe()).isEqualTo(today.recipe());
        assertThat(warnings())
                .containsExactly(
                        "%s is of the early class UNetUnconditionalModel. It is read as UNet2DModel, its keys under their names of today; save it anew with a recent version if it samples badly."
                                .formatted(folder.resolve(NETWORK)),
                        "%s is of the early class GaussianDDPMScheduler. It is read as DDPMScheduler, its keys under their names of today; save it anew with a recent version if it samples badly."
                                .formatted(folder.resolve(SCHEDULER)));
    }

    @Test
    void aFolderThatHoldsNoModelIsSaidToHoldNone() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> Model.open(empty.toString(), "cpu"))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "the folder %s holds no model. Give the folder of a run, one with a file of weights (.safetensors, .pth, .pt or .bin), or a directory of the diffusers library."
                                .formatted(empty));
    }

    @Test
    void aNetworkOfAnotherClassAloneIsNamedToo() throws IOException {
        Path network = replace(NETWORK, "UNet2DModel", "AutoencoderKL");
        assertThatThrownBy(() -> Model.open(folder.resolve("unet").toString(), "cpu"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("'_class_name' in %s is 'AutoencoderKL'".formatted(network));
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Files.delete(folder.resolve("unet/diffusion_pytorch_model.safetensors"));
        assertThat(refused())
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "the folder %s holds no weights. Put a .safetensors, .pth, .pt or .bin file into it, or give another folder."
                                .formatted(folder.resolve("unet")));
        Files.delete(folder.resolve(SCHEDULER));
        assertThat(refused())
                .isInstanceOf(StorageException.class)
                .hasMessage("%s is missing or no file. Get the whole directory again, with the folders of its parts."
                        .formatted(folder.resolve(SCHEDULER)));
        Files.delete(folder.resolve(NETWORK));
        Files.createDirectory(folder.resolve(NETWORK));
        assertThat(refused()).hasMessageStartingWith("%s is missing or no file.".formatted(folder.resolve(NETWORK)));
    }

    @Test
    void aFileOrALinkInPlaceOfAFolderIsNamed() throws IOException {
        Path unet = folder.resolve("unet");
        Files.move(unet, folder.resolve("elsewhere"));
        Files.writeString(unet, "no folder");
        assertThat(refused()).hasMessageStartingWith(folder.resolve(NETWORK) + " is missing or no file.");
        Files.delete(unet);
        Files.createSymbolicLink(unet, unet);
        assertThat(refused()).hasMessageStartingWith(folder.resolve(NETWORK) + " is missing or no file.");
        Files.delete(unet);
        Files.createSymbolicLink(unet, folder.resolve("elsewhere"));
        try (Model model = Model.open(folder.toString(), "cpu")) {
            assertThat(model.parameters().count()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                  | is not a JSON object. It must hold keys and values; check the file.
            []                  | is not a JSON object. It must hold keys and values; check the file.
            null                | is not a JSON object. It must hold keys and values; check the file.
            {                   | is not valid JSON (Unexpected end-of-input
            {"a": 1, "a": 2}    | is not valid JSON (Duplicate Object property "a"). Correct it, or download it again.
            {"a": 1} {}         | is not valid JSON (
            """)
    void whatIsNoObjectIsToldWithItsFile(String text, String words) throws IOException {
        for (String name : List.of(SCHEDULER, NETWORK, INDEX)) {
            Path file = folder.resolve(name);
            String before = Files.readString(file);
            Files.writeString(file, text);
            assertThat(refused()).isInstanceOf(FormatException.class).hasMessageStartingWith(file + " " + words);
            Files.writeString(file, before);
        }
    }

    @Test
    void bytesThatAreNoTextAreToldWithTheirFile() throws IOException {
        for (byte[] bytes : List.of(
                new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'},
                new byte[] {0, 0, 0, '{', 0, 0, 0},
                new byte[] {(byte) 0xFE, (byte) 0xFF, 0, '{', 1})) {
            Path file = Files.write(folder.resolve(SCHEDULER), bytes);
            assertThat(refused())
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(file + " is not valid JSON (");
        }
    }
}

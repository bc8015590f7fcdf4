// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.recipe.SamplerName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A fault of a value in a directory of the diffusers library is told with the path of the file and the key as it spells it. */
class DiffusersFaultsTest extends CopiedPipeline {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "num_train_timesteps": \\d+ | "num_train_timesteps": 0       | : num_train_timesteps is 0. It must be 1 or more; 1000 is usual.
            "beta_start": [0-9.e-]+     | "beta_start": -1               | : beta_start is -1.0. It must lie in (0, 1); 0.0001 is usual.
            "beta_end": [0-9.]+         | "beta_end": 0.00001            | : beta_end is 1.0E-5. It must lie in [beta_start, 1), and beta_start is 1.0E-4; 0.02 is usual.
            """)
    void aValueOfTheScheduleIsToldUnderTheKeyOfTheFile(String pattern, String by, String sentence) throws IOException {
        Path file = replace(SCHEDULER, pattern, by);
        assertThat(refused()).isInstanceOf(FormatException.class).hasMessage(file + sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "beta_start": [0-9.e-]+  | "beta_start": NaN          | 'beta_start' in FILE is NaN. It must be a number; correct the file.
            "beta_schedule": "\\w+"  | "beta_schedule": "cubic"   | 'beta_schedule' in FILE is 'cubic'. It must be one of laplace, linear, scaled_linear, sigmoid, squaredcos_cap_v2; correct the file.
            "trained_betas": null    | "trained_betas": [0.1, 2]  | 'trained_betas' in FILE is [0.1,2]. It must be a list of at most 1000000 numbers from 0 to 1; correct the file.
            "clip_sample_range": 1.0 | "clip_sample_range": 0     | 'clip_sample_range' in FILE is 0. It must be a finite number above 0; correct the file.
            "prediction_type": "\\w+" | "prediction_type": "flow_prediction" | 'prediction_type' in FILE is 'flow_prediction'. It must be one of epsilon, sample, v_prediction; correct the file.
            "variance_type": "\\w+"  | "variance_type": "learned" | 'variance_type' in FILE is 'learned', but a network that learns its variance has twice as many out_channels as in_channels, and NETWORK has 3 and 3. Correct the file that is wrong.
            """)
    void aValueOfTheSchedulerIsToldWithItsFile(String pattern, String by, String sentence) throws IOException {
        Path file = replace(SCHEDULER, pattern, by);
        assertThat(refused())
                .isInstanceOf(FormatException.class)
                .hasMessage(sentence.replace("FILE", file.toString())
                        .replace("NETWORK", folder.resolve(NETWORK).toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            (?s)"block_out_channels": \\[.*?\\] | "block_out_channels": [16]      | : block_out_channels has 1 levels, down_block_types 2 and up_block_types 2. Give 1 to 16 levels, and as many stages on both ways.
            "norm_num_groups": \\d+            | "norm_num_groups": 7            | : norm_num_groups is 7, and block_out_channels has a level of 8 channels, which cannot be divided into so many groups. Give widths that are multiples of 7, or another number of groups.
            "norm_num_groups": \\d+            | "norm_num_groups": null         | : norm_num_groups is absent, and only skip stages choose their own groups. Give the number of groups; 32 is usual.
            "in_channels": \\d+                | "in_channels": -3               | : in_channels must be at least 1 but was -3. Give a positive number.
            "layers_per_block": \\d+           | "layers_per_block": 2000000000  | : layers_per_block must be at most 1048576 but was 2000000000. Give a smaller number.
            "sample_size": \\d+                | "sample_size": 7                | : sample_size must be a multiple of 2 (it is halved at each level) but was 7. Set it to 6 or 8.
            "sample_size": \\d+                | "sample_size": 1048576          | : sample_size [1048576] with 3 channels makes pictures of 3298534883328 numbers, and at most 268435456 are taken. Give a smaller one.
            "attention_head_dim": null         | "attention_head_dim": 1000      | : attention_head_dim 1000 is wider than a level of 16 channels with attention. Give at most 16, or null for one head.
            """)
    void aValueOfTheNetworkIsToldUnderTheKeyOfTheFile(String pattern, String by, String sentence) throws IOException {
        Path file = replace(NETWORK, pattern, by);
        assertThat(refused()).isInstanceOf(FormatException.class).hasMessage(file + sentence);
    }

    @Test
    void keysOfAveragedWeightsAreNoFault() throws IOException {
        replace(
                NETWORK,
                "\"act_fn\"",
                "\"decay\": 0.9999, \"inv_gamma\": 1.0, \"min_decay\": 0.0, \"optimization_step\": 7, \"power\": 0.75, \"update_after_step\": 0, \"use_ema_warmup\": true, \"act_fn\"");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aNetworkOfTheNoiseCannotBeginWhereNothingElseIs() throws IOException {
        Path file = replace(SCHEDULER, "\"rescale_betas_zero_snr\": false", "\"rescale_betas_zero_snr\": true");
        assertThat(refused())
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "%s: prediction_type is epsilon, and at time 999 nothing of the clean sample is left (by rescale_betas_zero_snr, or a large beta_end), which the noise then cannot tell. Use a network that predicts v_prediction or sample, or a sampler that keeps a little signal, such as DPMSolverMultistepScheduler."
                                .formatted(file));
        classIs("DPMSolverMultistepScheduler");
        try (Model model = Model.open(folder.toString(), "cpu")) {
            assertThat(model.recipe().sample().sampler()).isEqualTo(SamplerName.DPMPP);
        }
    }

    @Test
    void aShareOfDroppedConditionsNeedsWhatStandsForNone() throws IOException {
        Path file = replace(NETWORK, "\"act_fn\"", "\"_condition_dropout\": 0.1, \"act_fn\"");
        assertThat(refused())
                .hasMessage(
                        "'_condition_dropout' in %s is 0.1, and the network has nothing that stands for no condition. Remove the key, or add the '_null_class' that belongs to it."
                                .formatted(file));
    }

    @Test
    void withoutASizeNothingCanBeDrawn() throws IOException {
        replace(NETWORK, "\"sample_size\": \\d+", "\"sample_size\": null");
        try (Model model = Model.open(folder.toString(), "cpu")) {
            assertThatThrownBy(() -> model.sample(1, 0))
                    .hasMessageStartingWith(
                            "network.sampleSize (sample_size in the config.json of a diffusers directory) is empty");
        }
    }

    @Test
    void keysThatAreNotKnownAreCountedAndTheirFileIsNamed() throws IOException {
        Path file = replace(SCHEDULER, "\"beta_start\"", "\"beta_strat\"");
        assertThat(warnings())
                .containsExactly(
                        "%s has 'beta_strat', which DDPMScheduler does not know. It is passed over; check its spelling."
                                .formatted(file));
        replace(SCHEDULER, "\"beta_end\"", "\"beta_edn\"");
        assertThat(warnings())
                .containsExactly(
                        "%s has 'beta_edn', 'beta_strat', which DDPMScheduler does not know. They are passed over; check their spelling."
                                .formatted(file));
    }

    @Test
    void ofVeryManyKeysTheFirstAreNamedAndNoneMovesTheTerminal() throws IOException {
        StringBuilder keys = new StringBuilder("\"a\\u001b[2J\": 0");
        for (int i = 0; i < 1000; i++) {
            keys.append(", \"b").append(i).append("\": 0");
        }
        Files.writeString(folder.resolve(SCHEDULER), "{\"_class_name\": \"DDPMScheduler\", " + keys + "}");
        assertThat(warnings())
                .hasSize(1)
                .first()
                .asString()
                .contains("has 'a?[2J', 'b0', ", " and 993 more, which DDPMScheduler");
    }

    @Test
    void weightsThatDoNotFitAreToldWithTheirFile() throws IOException {
        Path weights = folder.resolve("unet/diffusion_pytorch_model.safetensors");
        replace(NETWORK, "\"in_channels\": \\d+", "\"in_channels\": 4");
        assertThat(refused())
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("The tensor 'conv_in.weight' of %s is stored with shape ".formatted(weights));
    }

    @Test
    void whateverStandsUnderAKeyTheWeightsFitOrAFileIsNamed() throws IOException {
        Path file = folder.resolve(NETWORK);
        ObjectNode sound = (ObjectNode) DiffusersJson.read(file);
        JsonNode values = DiffusersJson.parse(
                        "values",
                        "{\"values\": [null, true, false, 0, 1, 2, 3, 1048576, 0.5, 1e-320, 1e308, [], [16, 8], [1048576, 1048576],"
                                + " \"timestep\", \"learned\", \"gelu\", \"scale_shift\"]}")
                .get("values");
        List<String> wrong = new ArrayList<>();
        for (String key : List.copyOf(sound.propertyNames())) {
            for (JsonNode value : values) {
                Files.writeString(file, DiffusersJson.text(sound.deepCopy().set(key, value)));
                try (Model opened = Model.open(folder.toString(), "cpu")) {
                    assertThat(opened.parameters().count()).isPositive();
                } catch (FormatException | CheckpointException e) {
                    if (!String.valueOf(e.getMessage())
                            .contains(folder.resolve("unet").toString())) {
                        wrong.add("%s=%s: %s".formatted(key, value, e.getMessage()));
                    }
                } catch (RuntimeException e) {
                    wrong.add("%s=%s: %s".formatted(key, value, e));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }
}

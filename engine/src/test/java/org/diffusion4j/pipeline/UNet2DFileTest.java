// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.network.UNet2DConfig;
import org.diffusion4j.nn.unet.DownBlockType;
import org.diffusion4j.nn.unet.ResizeType;
import org.diffusion4j.verify.FixtureSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class UNet2DFileTest {
    private static UNet2DConfig read(String json) {
        return UNet2DFile.read(DiffusersJson.parse("config.json", json));
    }

    @Test
    void whatIsReadIsWrittenWithTheSameBytes() throws IOException {
        try (FixtureSet set = FixtureSet.bundled();
                Stream<Path> files = Files.list(set.root().resolve("diffusers/unet2d"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(9);
            for (Path file : all) {
                JsonNode config = DiffusersJson.read(file).get("config");
                assertThat(DiffusersJson.text(UNet2DFile.write(UNet2DFile.read(config))))
                        .isEqualTo(DiffusersJson.text(config));
            }
        }
    }

    @Test
    void missingKeysHaveTheDefaultsOfTheLibrary() {
        UNet2DConfig config = read("{}");
        assertThat(config).isEqualTo(UNet2DConfig.defaults());
        assertThat(config.blockOutChannels()).containsExactly(224, 448, 672, 896);
        assertThat(config.attentionHeadDim()).contains(8);
        assertThat(read("{\"attention_head_dim\": null}").attentionHeadDim()).isEmpty();
        // a stage of the library takes its own default, a convolution, where it is told nothing
        assertThat(read("{\"downsample_type\": null}").downsampleType()).isEqualTo(ResizeType.CONV);
        assertThat(read("{\"upsample_type\": null}").upsampleType()).isEqualTo(ResizeType.CONV);
    }

    @Test
    void earlyNamesOfStagesAreRead() {
        UNet2DConfig config = read(
                "{\"block_out_channels\": [32], \"down_block_types\": [\"UNetResDownBlock2D\"], \"up_block_types\": [\"UNetResUpBlock2D\"]}");
        assertThat(config.downBlockTypes()).containsExactly(DownBlockType.DOWN);
    }

    @Test
    void unknownKeysAndClassesAreNamed() {
        JsonNode json = DiffusersJson.parse("config.json", "{\"_x\": 1, \"sampel_size\": 32, \"act_fn\": \"silu\"}");
        assertThat(UNet2DFile.unknownKeys("x/config.json", json))
                .contains(
                        "x/config.json has 'sampel_size', which UNet2DModel does not know. It is passed over; check its spelling.");
        assertThat(UNet2DFile.unknownKeys("x", DiffusersJson.parse("x", "{\"a\": 1, \"b\": 1}")))
                .contains(
                        "x has 'a', 'b', which UNet2DModel does not know. They are passed over; check their spelling.");
        assertThat(UNet2DFile.unknownKeys("x", DiffusersJson.parse("config.json", "{\"dropout\": 0.0}")))
                .isEmpty();
        assertThatThrownBy(() -> read("{\"_class_name\": \"UNet2DConditionModel\"}"))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'_class_name' in the configuration of UNet2DModel is 'UNet2DConditionModel', and the only network class known here is UNet2DModel. Choose a model of that class.");
    }

    @Test
    void valuesOfAWrongTypeAreNamed() {
        assertThatThrownBy(() -> read("{\"sample_size\": \"32\"}"))
                .hasMessage(
                        "'sample_size' in the configuration of UNet2DModel is \"32\". It must be a list of whole numbers; correct the file.");
        assertThatThrownBy(() -> read("{\"down_block_types\": [\"DownBlock3D\"]}"))
                .hasMessageStartingWith(
                        "'down_block_types' in the configuration of UNet2DModel is 'DownBlock3D'. It must be one of AttnDownBlock2D,");
        assertThatThrownBy(() -> read("{\"act_fn\": [1]}"))
                .hasMessage(
                        "'act_fn' in the configuration of UNet2DModel is [1]. It must be a text; correct the file.");
    }

    @Test
    void aNullClassSurvivesTheFile() {
        UNet2DConfig config = read("{\"num_class_embeds\": 5, \"_null_class\": true}");
        assertThat(config.nullClass()).isTrue();
        assertThat(UNet2DFile.read(UNet2DFile.write(config))).isEqualTo(config);
    }
}

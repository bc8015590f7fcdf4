// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.config.RecipeWriter;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.StepDraws;
import org.diffusion4j.pipeline.UNet2DFile;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class UNet2DTest {
    private static final String SMALL = """
            sampleSize: [8]
            inChannels: 3
            blockOutChannels: [8, 16]
            normNumGroups: 4
            downBlockTypes: [down, attn-down]
            upBlockTypes: [attn-up, up]
            layersPerBlock: 1
            """;

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(UNet2DTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode published(String key) throws IOException {
        return DiffusersJson.parse("configs", resource("unet2d-public-configs.json"))
                .get(key);
    }

    private static UNet2DConfig small(String... more) {
        return read(SMALL + String.join("\n", more));
    }

    private static UNet2DConfig read(String yaml) {
        return RecipeReader.read(UNet2DConfig.class, RecipeSource.ofText("test", yaml));
    }

    private static Parameters.Built<Network> build(UNet2DConfig config) {
        return Parameters.build(
                p -> config.create(p, 10),
                (name, rule, shape) -> rule.draw(RandomStream.of(1, name), (int) Shapes.elements(shape)),
                Devices.of("cpu"));
    }

    @Test
    void theKeysOfDdpmCifar10AreThoseOfThePublishedCheckpointInTheirOrder() throws IOException {
        UNet2DConfig config = UNet2DFile.read(published("A").get("unet_config"));
        List<String> got = new ArrayList<>();
        Parameters.shapes(p -> config.create(p, 1000))
                .forEach((name, shape) -> got.add(name + " "
                        + Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x"))));
        List<String> want = resource("unet2d-ddpm-cifar10-32.tsv")
                .lines()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .map(columns -> columns[1] + " " + columns[3])
                .toList();
        assertThat(want).hasSize(328);
        assertThat(got).isEqualTo(want);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "B", "C", "D", "E", "F", "G", "H"})
    void publishedConfigurationsHaveThePublishedNumberOfParameters(String key) throws IOException {
        UNet2DConfig config = UNet2DFile.read(published(key).get("unet_config"));
        Map<String, long[]> shapes = Parameters.shapes(p -> config.create(p, 1000));
        assertThat(shapes.values().stream().mapToLong(Shapes::elements).sum())
                .isEqualTo(published(key).get("parameter_count").asLong());
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"A", "B"})
    void publishedConfigurationsRun(String key) throws IOException {
        UNet2DConfig config = UNet2DFile.read(published(key).get("unet_config"));
        long[] shape = config.inputShape();
        float[] noise = new float[(int) Shapes.elements(shape)];
        RandomStream.of(2, "x").fillNormal(noise, 0, noise.length);
        try (Parameters.Built<Network> built = Parameters.forUse(
                        p -> config.create(p, 1000),
                        (name, rule, sizes) -> rule.draw(RandomStream.of(1, name), (int) Shapes.elements(sizes)),
                        Devices.of("cpu"));
                InferenceMode inference = new InferenceMode(true);
                PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.of(noise, 1, shape[0], shape[1], shape[2]);
            Tensor y = built.network().forward(x, Tensors.of(new float[] {500}, 1));
            assertThat(y.shape()).containsExactly(x.shape());
            assertThat(y.isfinite().all().item_bool()).isTrue();
        }
    }

    @Test
    void everyTensorReceivesAGradient() {
        UNet2DConfig config = small("numClassEmbeds: 4", "resnetTimeScaleShift: scale-shift");
        try (Parameters.Built<Network> built = build(config);
                PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.of(new float[2 * 3 * 8 * 8], 2, 3, 8, 8);
            Tensor y = built.network()
                    .training(Dropout.NONE)
                    .forward(Tensors.plus(x, 0.5), Tensors.of(new float[] {3, 7}, 2), Condition.labels(1, 3));
            y.square().mean().backward();
            Parameters parameters = built.parameters();
            parameters
                    .windows(parameters.gradients())
                    .forEach((name, gradient) -> assertThat(gradient.abs().sum().item_double())
                            .as(name)
                            .isPositive());
        }
    }

    @Test
    void aNetworkForUseAloneGivesTheSameNumbersAndCannotBeTrained() {
        UNet2DConfig config = small();
        try (Parameters.Built<Network> trainable = build(config);
                Parameters.Built<Network> used = Parameters.forUse(
                        p -> config.create(p, 10),
                        (name, rule, shape) -> rule.draw(RandomStream.of(1, name), (int) Shapes.elements(shape)),
                        Devices.of("cpu"));
                PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.plus(Tensors.of(new float[3 * 8 * 8], 1, 3, 8, 8), 1);
            Tensor t = Tensors.of(new float[] {3}, 1);
            double[] want = Tensors.doubles(trainable.network().forward(x, t));
            assertThat(Tensors.doubles(used.network().forward(x, t)))
                    .usingComparatorWithPrecision(1e-5)
                    .containsExactly(want);
            assertThatThrownBy(used.parameters()::gradients)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("these parameters were made for use alone and cannot be trained");
        }
    }

    @Test
    void aSharedTimeGivesTheNumbersOfOneTimePerRow() {
        try (Parameters.Built<Network> built = build(small());
                PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.plus(Tensors.of(new float[2 * 3 * 8 * 8], 2, 3, 8, 8), 1);
            double[] shared = Tensors.doubles(built.network().forward(x, Tensors.of(new float[] {5}, 1)));
            double[] each = Tensors.doubles(built.network().forward(x, Tensors.of(new float[] {5, 5}, 2)));
            assertThat(shared).usingComparatorWithPrecision(1e-6).containsExactly(each);
        }
    }

    @Test
    void aLearnedTimeHasARowForEachStep() {
        UNet2DConfig config = small("timeEmbeddingType: learned", "numTrainTimesteps: 10", "actFn: mish");
        assertThat(Parameters.shapes(p -> config.create(p, 10)).get("time_proj.weight"))
                .containsExactly(10, 8);
        assertThatThrownBy(() -> Parameters.shapes(p -> config.create(p, 11)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "network.numTrainTimesteps is 10, and the schedule has 11 steps. Give the table a row for each.");
        try (Parameters.Built<Network> built = build(config);
                PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.of(new float[3 * 8 * 8], 1, 3, 8, 8);
            double[] at3 = Tensors.doubles(built.network().forward(x, Tensors.of(new float[] {3}, 1)));
            double[] at4 = Tensors.doubles(built.network().forward(x, Tensors.of(new float[] {4}, 1)));
            assertThat(at3).isNotEqualTo(at4);
        }
    }

    @Test
    void aNetworkWithoutMiddleAndWithOddWidthsRuns() {
        UNet2DConfig config = read("""
                sampleSize: [4, 6]
                blockOutChannels: [9, 18]
                normNumGroups: 3
                midBlockType: null
                downBlockTypes: [resnet-down, down]
                upBlockTypes: [up, resnet-up]
                layersPerBlock: 2
                actFn: relu
                """);
        try (Parameters.Built<Network> built = build(config);
                PointerScope scope = new PointerScope()) {
            Tensor y =
                    built.network().forward(Tensors.of(new float[3 * 24], 1, 3, 4, 6), Tensors.of(new float[] {3}, 1));
            assertThat(y.shape()).containsExactly(1, 3, 4, 6);
            assertThat(built.parameters().names()).noneMatch(name -> name.startsWith("mid_block"));
        }
    }

    @Test
    void conditioningFollowsTheClassEmbedding() {
        assertThat(small().conditioning()).isEqualTo(Conditioning.NONE);
        assertThat(small("numClassEmbeds: 4").conditioning()).isEqualTo(new Conditioning.Classes(4, false));
        assertThat(small("numClassEmbeds: 4", "nullClass: true").conditioning())
                .isEqualTo(new Conditioning.Classes(3, true));
        assertThat(small("classEmbedType: identity").conditioning()).isEqualTo(new Conditioning.Vector(32));
        assertThat(small("classEmbedType: timestep").conditioning()).isEqualTo(new Conditioning.OneNumber());
    }

    @Test
    void theSizeOfThePictureIsThatOfTheConfiguration() {
        assertThat(small().inputShape()).containsExactly(3, 8, 8);
        assertThat(small().isTiny()).isTrue();
        assertThat(UNet2DConfig.defaults().isTiny()).isFalse();
        assertThatThrownBy(UNet2DConfig.defaults()::inputShape)
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "network.sampleSize (sample_size in the config.json of a diffusers directory) is empty, so the size of a picture is not known. Set it to a multiple of 8, for example [64].");
    }

    @Test
    void aRecipeOfTheNetworkReadsBackEqual() {
        UNet2DConfig config = small("midBlockType: null", "attentionHeadDim: null", "classEmbedType: identity");
        assertThat(read(RecipeWriter.yaml(UNet2DConfig.class, config))).isEqualTo(config);
        assertThat(UNet2DConfig.defaults().attentionHeadDim()).contains(8);
        assertThat(config.attentionHeadDim()).isEmpty();
    }

    @Test
    void picturesAndConditionsThatDoNotFitAreRefused() {
        try (Parameters.Built<Network> built = build(small("numClassEmbeds: 4"));
                PointerScope scope = new PointerScope()) {
            Tensor t = Tensors.of(new float[] {3}, 1);
            assertThatThrownBy(() -> built.network().forward(Tensors.of(new float[3 * 35], 1, 3, 5, 7), t))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage(
                            "a picture of 5 x 7 cannot enter this network: height and width must be multiples of 2. Resize or pad it.");
            Tensor x = Tensors.of(new float[3 * 64], 1, 3, 8, 8);
            assertThatThrownBy(() -> built.network().forward(x, t))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage(
                            "this network needs a label from 0 to 3 for each of its 1 rows but was told nothing. Give one for each row.");
            assertThatThrownBy(() -> built.network().forward(x, t, Condition.labels(4)))
                    .hasMessageContaining("but was told the labels [4].");
            assertThatThrownBy(() -> built.network().forward(x, t, Condition.context(2, 1, 2)))
                    .hasMessageContaining("but was told 1 vectors of 2 numbers.");
        }
    }

    @Test
    void dropoutLeavesFeaturesOutInTrainingAloneAndByRow() {
        StepDraws draws = new StepDraws(1, 5);
        try (Parameters.Built<Network> built = build(small("dropout: 0.3"));
                PointerScope scope = new PointerScope()) {
            float[] values = new float[3 * 3 * 8 * 8];
            RandomStream.of(4, "x").fillNormal(values, 0, values.length);
            Tensor x = Tensors.of(values, 3, 3, 8, 8);
            Tensor t = Tensors.of(new float[] {5}, 1);
            Network network = built.network();
            float[] used = Tensors.floats(network.forward(x, t));
            assertThat(Tensors.floats(network.training(Dropout.NONE).forward(x, t)))
                    .isEqualTo(used);
            Tensor all = network.training(draws.dropout(0)).forward(x, t);
            assertThat(Tensors.floats(all)).isNotEqualTo(used);
            assertThat(Tensors.floats(network.training(draws.dropout(0)).forward(x, t)))
                    .isEqualTo(Tensors.floats(all));
            Tensor last = network.training(draws.dropout(2)).forward(x.narrow(0, 2, 1), t);
            assertThat(Tensors.floats(last)).containsExactly(Tensors.floats(all.narrow(0, 2, 1)), within(1e-5f));
            Tensor asFirst = network.training(draws.dropout(0)).forward(x.narrow(0, 2, 1), t);
            assertThat(Tensors.floats(asFirst)).isNotEqualTo(Tensors.floats(last));
        }
    }

    @Test
    void aConditionIsRefusedByANetworkThatTakesNone() {
        try (Parameters.Built<Network> built = build(small());
                PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.of(new float[2 * 3 * 8 * 8], 2, 3, 8, 8);
            Tensor t = Tensors.of(new float[] {5}, 1);
            assertThatThrownBy(() -> built.network().forward(x, t, Condition.labels(0, 1)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("this network takes no condition but was told the labels [0, 1]. Leave it out.");
        }
    }

    @Test
    void everyResidualBlockLeavesOutItsOwnFeatures() {
        List<String> asked = new ArrayList<>();
        UNet2DConfig config = small("dropout: 0.25", "downsampleType: resnet", "upsampleType: resnet");
        try (Parameters.Built<Network> built = build(config);
                PointerScope scope = new PointerScope()) {
            Dropout listening = (x, layer, share) -> {
                asked.add("%s %s".formatted(layer, share));
                return x;
            };
            Tensor x = Tensors.of(new float[3 * 8 * 8], 1, 3, 8, 8);
            built.network().training(listening).forward(x, Tensors.of(new float[] {5}, 1));
        }
        assertThat(asked)
                .containsExactly(
                        "down_blocks.0.resnets.0 0.25",
                        "down_blocks.1.resnets.0 0.25",
                        "mid_block.resnets.0 0.25",
                        "mid_block.resnets.1 0.25",
                        "up_blocks.0.resnets.0 0.25",
                        "up_blocks.0.resnets.1 0.25",
                        "up_blocks.0.upsamplers.0 0.25",
                        "up_blocks.1.resnets.0 0.25",
                        "up_blocks.1.resnets.1 0.25");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    blockOutChannels: [8] | blockOutChannels has 1 levels, downBlockTypes 2 and upBlockTypes 2. Give 1 to 16 levels, and as many stages on both ways.
                    sampleSize: [9] | sampleSize must be a multiple of 2 (it is halved at each level) but was 9. Set it to 8 or 10.
                    sampleSize: [8, 8, 8] | sampleSize must be empty, one number or height and width but has 3 numbers. For example [32].
                    layersPerBlock: 0 | layersPerBlock must be at least 1 but was 0. Give a positive number.
                    normEps: 0 | normEps must be above 0 and finite but was 0.0. Leave it out for the usual value.
                    downsamplePadding: 2 | downsamplePadding must be 0 or 1 but was 2. 1 pads all sides, 0 the right and lower edge.
                    dropout: 1 | dropout must lie in [0, 1) but was 1.0. Use 0 for none.
                    nullClass: true | nullClass takes the last row of a table of at least two classes, and this network has none. Set numClassEmbeds to the number of classes plus one.
                    normNumGroups: null | normNumGroups is absent, and only skip stages choose their own groups. Give the number of groups; 32 is usual.
                    timeEmbeddingType: learned | timeEmbeddingType learned needs numTrainTimesteps, the rows of its table. Set it to the schedule's steps.
                    freqShift: 4 | freqShift must lie in 0 to 3 (below half of the first level's channels) but was 4. 0 and 1 are usual.
                    """)
    void valuesThatDoNotGoTogetherAreRefused(String line, String sentence) {
        String key = line.substring(0, line.indexOf(':'));
        String others = SMALL.lines().filter(l -> !l.startsWith(key + ":")).collect(Collectors.joining("\n"));
        assertThatThrownBy(() -> read(others + "\n" + line))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void skipStagesAreRefusedWhereTheirPictureWouldHaveAnotherSize() {
        String skips = "sampleSize: [8]\nblockOutChannels: [8, 8, 8]\nnormNumGroups: 4\nlayersPerBlock: 1\n";
        assertThatThrownBy(() -> read(skips + "downBlockTypes: [down, skip-down, down]\nupBlockTypes: [up, up, up]"))
                .hasMessageContaining(
                        "a skip stage in downBlockTypes stands on the wrong side of another kind, where its picture has another size. Put skip stages first on the way down and last on the way up.");
        assertThatThrownBy(() -> read(skips + "downBlockTypes: [down, down, down]\nupBlockTypes: [up, skip-up, up]"))
                .hasMessageContaining("a skip stage in upBlockTypes stands on the wrong side");
        assertThatThrownBy(() -> read(
                        skips + "inChannels: 1\ndownBlockTypes: [skip-down, down, down]\nupBlockTypes: [up, up, up]"))
                .hasMessageContaining(
                        "skip stages carry pictures of 3 channels, and inChannels is 1 and outChannels 3. Set both to 3, or use other stages.");
    }

    @Test
    void aHeadWiderThanItsLevelIsRefused() {
        UNet2DConfig config = small("attentionHeadDim: 17");
        assertThatThrownBy(() -> Parameters.shapes(p -> config.create(p, 10)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "attentionHeadDim 17 is wider than a level of 16 channels with attention. Give at most 16, or null for one head.");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.nn.CheckpointFit;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.Drawn;
import org.diffusion4j.tensor.Shapes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tensors of the official models, name by name: key, shape, and whether it is trained. */
class StateDictTest {
    private static List<String> table(String name) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                StateDictTest.class.getResourceAsStream("state-dict-" + name + ".tsv"), StandardCharsets.UTF_8))) {
            return in.lines().skip(1).toList();
        }
    }

    private static List<String> rows(Map<String, long[]> shapes) {
        return shapes.entrySet().stream()
                .map(entry -> "%s\t%s\t%s"
                        .formatted(
                                entry.getKey(), text(entry.getValue()), isTrained(entry.getKey()) ? "param" : "buffer"))
                .toList();
    }

    private static boolean isTrained(String name) {
        return !name.matches("(.*\\.)?(resample_filter|attn_mask|noise_const|w_avg)");
    }

    private static long trainedBelow(String prefix, Map<String, long[]> shapes) {
        return shapes.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix) && isTrained(entry.getKey()))
                .mapToLong(entry -> Shapes.elements(entry.getValue()))
                .sum();
    }

    private static String text(long... shape) {
        return shape.length == 0
                ? "scalar"
                : LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining("x"));
    }

    private static Map<String, long[]> generator(int resolution) {
        return Parameters.shapes(
                p -> new Generator(p, GeneratorConfig.defaults().withResolution(resolution)));
    }

    private static Map<String, long[]> discriminator(int resolution) {
        return Parameters.shapes(
                p -> new Discriminator(p, DiscriminatorConfig.defaults().withResolution(resolution)));
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512})
    void everyTensorOfTheGeneratorIsWhereTheOfficialModelHasIt(int resolution) throws IOException {
        assertThat(rows(generator(resolution))).containsExactlyElementsOf(table(Integer.toString(resolution)));
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512})
    void everyTensorOfTheDiscriminatorIsWhereTheOfficialModelHasIt(int resolution) throws IOException {
        assertThat(rows(discriminator(resolution))).containsExactlyElementsOf(table("d-" + resolution));
    }

    @Test
    void whatTheOfficialModelTrainsIsTrained() {
        try (Parameters.Built<Generator> g = Drawn.build(p -> new Generator(p, SmallMat.generator()))) {
            assertThat(g.parameters().trainedNames())
                    .containsExactlyElementsOf(g.parameters().names().stream()
                            .filter(StateDictTest::isTrained)
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"256, 59779834, 1224336, 36083330", "512, 61562518, 1748800, 36231618"})
    void parametersAndBuffersCountAsPublished(int resolution, long trained, long buffers, long discriminator) {
        Map<String, long[]> g = generator(resolution);
        assertThat(trainedBelow("", g)).isEqualTo(trained);
        assertThat(g.values().stream().mapToLong(Shapes::elements).sum() - trained)
                .isEqualTo(buffers);
        assertThat(trainedBelow("", discriminator(resolution))).isEqualTo(discriminator);
    }

    @Test
    void partsOfTheGeneratorCountAsPublished() {
        Map<String, long[]> g = generator(512);
        assertThat(Stream.of("first_stage.", "first_stage.tran.", "enc.", "dec.", "to_style.", "to_square.")
                        .map(part -> trainedBelow("synthesis." + part, g)))
                .containsExactly(12_063_865L, 7_182_180L, 14_123_328L, 25_538_013L, 7_604_736L, 131_328L);
        assertThat(trainedBelow("mapping.", g)).isEqualTo(2_101_248);
    }

    @Test
    void missingMisshapenAndUnknownTensorsAreListed() {
        Map<String, long[]> wanted = discriminator(8);
        Map<String, long[]> given = new TreeMap<>(wanted);
        CheckpointFit.require(wanted, given, "exact.safetensors");
        given.remove("fc0.bias");
        given.remove("fc1.weight");
        given.put("fc1.bias", new long[] {2});
        given.put("fc2.bias", new long[] {1});
        assertThatThrownBy(() -> CheckpointFit.require(wanted, given, "other.safetensors"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "other.safetensors does not fit this network of %d tensors: missing (2): fc0.bias %s, fc1.weight %s; of another shape (1): fc1.bias is (2), not (1); unknown (1): fc2.bias. Use weights of this network, with the recipe they were trained with."
                                .formatted(
                                        wanted.size(),
                                        Shapes.text(Objects.requireNonNull(wanted.get("fc0.bias"))),
                                        Shapes.text(Objects.requireNonNull(wanted.get("fc1.weight")))));
        assertThatThrownBy(() -> CheckpointFit.require(wanted, Map.of(), "empty.safetensors"))
                .hasMessageContaining("missing (%d): ".formatted(wanted.size()))
                .hasMessageContaining(" and %d more. Use".formatted(wanted.size() - 12));
    }
}

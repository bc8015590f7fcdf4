// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.nn.Blueprint;
import org.diffusion4j.nn.ParameterScope;
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

    private static List<String> rows(Blueprint blueprint) {
        return blueprint.names().stream()
                .map(name -> "%s\t%s\t%s"
                        .formatted(
                                name,
                                text(blueprint.shape(name)),
                                blueprint.trainedNames().contains(name) ? "param" : "buffer"))
                .toList();
    }

    private static String text(long... shape) {
        return shape.length == 0
                ? "scalar"
                : LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining("x"));
    }

    private static Blueprint generator(GeneratorConfig config) {
        return Blueprint.of(p -> new Generator(p, config));
    }

    private static Blueprint discriminator(DiscriminatorConfig config) {
        return Blueprint.of(p -> new Discriminator(p, config));
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512})
    void everyTensorOfTheGeneratorIsWhereTheOfficialModelHasIt(int resolution) throws IOException {
        Blueprint blueprint = generator(GeneratorConfig.defaults().withResolution(resolution));
        assertThat(rows(blueprint)).containsExactlyElementsOf(table(Integer.toString(resolution)));
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512})
    void everyTensorOfTheDiscriminatorIsWhereTheOfficialModelHasIt(int resolution) throws IOException {
        Blueprint blueprint = discriminator(DiscriminatorConfig.defaults().withResolution(resolution));
        assertThat(rows(blueprint)).containsExactlyElementsOf(table("d-" + resolution));
    }

    @ParameterizedTest
    @CsvSource({"256, 59779834, 1224336, 36083330", "512, 61562518, 1748800, 36231618"})
    void parametersAndBuffersCountAsPublished(int resolution, long trained, long buffers, long discriminator) {
        Blueprint g = generator(GeneratorConfig.defaults().withResolution(resolution));
        assertThat(g.trainedCount()).isEqualTo(trained);
        assertThat(g.count() - g.trainedCount()).isEqualTo(buffers);
        Blueprint d = discriminator(DiscriminatorConfig.defaults().withResolution(resolution));
        assertThat(d.trainedCount()).isEqualTo(discriminator);
    }

    @Test
    void partsOfTheGeneratorCountAsPublished() {
        Blueprint g = generator(GeneratorConfig.defaults());
        Function<String, Long> below = prefix -> g.trainedNames().stream()
                .filter(name -> name.startsWith(prefix))
                .mapToLong(name -> Arrays.stream(g.shape(name)).reduce(1, (a, b) -> a * b))
                .sum();
        assertThat(Stream.of(
                                "synthesis.first_stage.",
                                "synthesis.first_stage.tran.",
                                "synthesis.enc.",
                                "synthesis.dec.")
                        .map(below))
                .containsExactly(12_063_865L, 7_182_180L, 14_123_328L, 25_538_013L);
        assertThat(Stream.of("synthesis.to_style.", "synthesis.to_square.", "mapping.")
                        .map(below))
                .containsExactly(7_604_736L, 131_328L, 2_101_248L);
    }

    @Test
    void missingMisshapenAndUnknownTensorsAreListed() {
        Function<ParameterScope, Discriminator> plan =
                p -> new Discriminator(p, DiscriminatorConfig.defaults().withResolution(8));
        Blueprint blueprint = Blueprint.of(plan);
        Map<String, long[]> given = new TreeMap<>();
        blueprint.names().forEach(name -> given.put(name, blueprint.shape(name)));
        blueprint.requireSame(given, "exact.safetensors");
        given.remove("fc0.bias");
        given.remove("fc1.weight");
        given.put("fc1.bias", new long[] {2});
        given.put("fc2.bias", new long[] {1});
        assertThatThrownBy(() -> blueprint.requireSame(given, "other.safetensors"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "other.safetensors does not fit this network of %d tensors: missing (2): fc0.bias, fc1.weight; of another shape (1): fc1.bias is (2), not (1); unknown (1): fc2.bias. Use weights of this network."
                                .formatted(blueprint.names().size()));
        assertThatThrownBy(() -> blueprint.requireSame(Map.of(), "empty.safetensors"))
                .hasMessageContaining(
                        "missing (%d): ".formatted(blueprint.names().size()))
                .hasMessageContaining(
                        " and %d more. Use".formatted(blueprint.names().size() - 12));
        assertThatThrownBy(() -> blueprint.shape("fc2.bias"))
                .hasMessage("This network has no tensor 'fc2.bias'. Ask for one of its own names.");
    }
}

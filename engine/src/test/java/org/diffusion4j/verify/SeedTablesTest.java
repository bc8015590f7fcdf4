// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.tensor.Devices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every table of the bundled file on its own: it passes alone, and any number of it that is changed is noticed. */
class SeedTablesTest {
    @TempDir
    private Path folder;

    private static ObjectNode bundled() throws IOException {
        try (FixtureSet set = FixtureSet.bundled()) {
            return (ObjectNode)
                    JsonMapper.shared().readTree(Files.readAllBytes(set.root().resolve("seeds/tables.json")));
        }
    }

    private static boolean isSystem(String name) {
        return name.startsWith("seed");
    }

    static List<String> tables() throws IOException {
        ObjectNode all = bundled();
        return all.propertyNames().stream()
                .filter(SeedTablesTest::isSystem)
                .flatMap(system -> all.get(system).properties().stream()
                        .filter(table -> table.getValue().isContainer())
                        .map(table -> system + "|" + table.getKey()))
                .toList();
    }

    private Verifier.Row check(JsonNode fixture) throws IOException {
        Files.writeString(folder.resolve("tables.json"), fixture.toString());
        return Verifier.run(folder, "", Devices.of("cpu"), row -> {}).rows().get(0);
    }

    /** The file with one table of one system only. */
    private static ObjectNode alone(String system, String table) throws IOException {
        ObjectNode fixture = bundled();
        fixture.propertyNames().stream()
                .filter(name -> isSystem(name) && !name.equals(system))
                .toList()
                .forEach(fixture::remove);
        ObjectNode block = (ObjectNode) fixture.get(system);
        block.properties().stream()
                .filter(entry ->
                        entry.getValue().isContainer() && !entry.getKey().equals(table))
                .map(java.util.Map.Entry::getKey)
                .toList()
                .forEach(block::remove);
        return fixture;
    }

    private static long numbers(JsonNode node) {
        return node.isContainer()
                ? node.valueStream().mapToLong(SeedTablesTest::numbers).sum()
                : 1;
    }

    /** Changes the last number below the node. */
    private static void spoil(JsonNode node) {
        JsonNode last = node.valueStream().reduce((a, b) -> b).orElseThrow();
        if (last.isContainer()) {
            spoil(last);
        } else if (node instanceof ArrayNode list) {
            list.set(list.size() - 1, last.asDouble() + 0.01);
        } else {
            String key = node.propertyNames().stream().reduce((a, b) -> b).orElseThrow();
            ((ObjectNode) node).put(key, last.asDouble() + 0.01);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aTableAlonePassesWithACheckForEveryNumber(String name) throws IOException {
        String[] parts = name.split("\\|", 2);
        ObjectNode fixture = alone(parts[0], parts[1]);
        Verifier.Row row = check(fixture);
        assertThat(row.failure()).isNull();
        assertThat(row.passed()).isEqualTo(numbers(fixture.get(parts[0]).get(parts[1])));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void oneChangedNumberOfATableIsFound(String name) throws IOException {
        String[] parts = name.split("\\|", 2);
        ObjectNode fixture = alone(parts[0], parts[1]);
        spoil(fixture.get(parts[0]).get(parts[1]));
        Verifier.Row row = check(fixture);
        assertThat(row.failed()).isEqualTo(1);
        assertThat(row.failure()).startsWith(parts[0] + "." + parts[1]);
    }

    @Test
    void sizesAndSettingsComeFromTheFile() throws IOException {
        // Worked out by hand: betas 0.1, 0.2, 0.3; rates (1 - e/4) 1e-3; five levels; sin and cos of 2 and 2e-4.
        Verifier.Row row = check(JsonMapper.shared().readTree("""
                {"kind": "seeds/tables",
                 "seed0": {"steps": 3, "beta_1": 0.1, "beta_T": 0.3, "beta": {"1": 0.2}, "alpha_bar": {"2": 0.504}},
                 "seed1": {"time_bar": [1, 0.75, 0.5, 0.25, 0]},
                 "seed2": {"steps": 2, "beta1": 0.1, "beta2": 0.3, "ab": {"0": 1, "1": 0.72},
                           "lr_of_epoch (4)": {"1": 7.5e-4}},
                 "seed4": {"steps": 1, "s": 0.0, "max_beta": 0.5, "beta": {"0": 0.5},
                           "sinusoidal embedding, dim 4": {"2": [0.9092974268, 2e-4, -0.4161468365, 0.99999998]},
                           "one_cycle (max_lr 2e-2): total_steps": {"20": {"5": {"lr": 0.02, "beta1": 0.85}}}}}"""));
        assertThat(row.failure()).isNull();
        assertThat(row.passed()).isEqualTo(17);
    }

    @Test
    void tensorsTakeTheirShapeNameAndRuleFromTheFile() throws IOException {
        Fill image = Fill.IMAGE;
        float[] x0 = image.values("other.ix0", 2);
        float[] eps = Fill.INPUT.values("other.ieps", 2);
        double[] want =
                IntStream.range(0, 2).mapToDouble(i -> (x0[i] + eps[i]) / 2).toArray();
        Verifier.Row row = check(JsonMapper.shared().readTree("""
                {"kind": "seeds/tables", "inputs": {"images (1,1,1,2)": ["other.ieps", "other.ix0 (rule image)"]},
                 "seed1": {"steps": 2, "pair (x at t, x at t+1)": {"1": [[%s, %s], [%s, %s]]}}}
                """.formatted(want[0], want[1], x0[0], x0[1])));
        assertThat(row.failure()).isNull();
        assertThat(row.passed()).isEqualTo(4);
    }
}

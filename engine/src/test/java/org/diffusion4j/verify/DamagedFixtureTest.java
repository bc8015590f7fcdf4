// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.diffusion4j.tensor.Devices;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Fixtures with one place removed or replaced by something of another type: a row each, never an exception. */
class DamagedFixtureTest {
    private static final int MUTANTS = 40;
    private static final List<String> STRANGE =
            List.of("null", "\"text\"", "true", "{}", "[]", "[[1], 2]", "-1", "1e308", "0.5", "[-3, 1e9]");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seeds/tables.json",
                "seeds/seed0_b.json",
                "diffusers/tables/noise_schedules.json",
                "diffusers/safetensors/expected.json"
            })
    void aDamagedFixtureIsARowAndNotAnException(String path) throws IOException {
        Random random = new Random(path.hashCode());
        String original;
        try (FixtureSet set = FixtureSet.bundled()) {
            original = Files.readString(set.root().resolve(path));
        }
        for (int i = 0; i < MUTANTS; i++) {
            JsonNode json = JsonMapper.shared().readTree(original);
            damage(json, random);
            Files.writeString(folder.resolve("mutant.json"), json.toString());
            List<Verifier.Row> seen = new ArrayList<>();
            Verifier.Result result = Verifier.run(folder, "", Devices.of("cpu"), seen::add);
            assertThat(seen).as("mutant %d", i).hasSizeLessThanOrEqualTo(1);
            assertThat(seen)
                    .allSatisfy(row -> assertThat(String.valueOf(row.failure()))
                            .doesNotContain("Exception")
                            .doesNotContain("Error"));
            assertThat(result.isGood()).isEqualTo(!seen.isEmpty() && seen.get(0).failure() == null);
        }
    }

    private static void damage(JsonNode root, Random random) {
        JsonNode parent = root;
        JsonNode child = root;
        String key = "";
        int index = 0;
        while (child.isContainer() && !child.isEmpty() && (key.isEmpty() || random.nextInt(3) > 0)) {
            parent = child;
            index = random.nextInt(parent.size());
            key = parent.isObject() ? List.copyOf(parent.propertyNames()).get(index) : "";
            child = parent.isObject() ? parent.get(key) : parent.get(index);
        }
        JsonNode strange = JsonMapper.shared().readTree(STRANGE.get(random.nextInt(STRANGE.size())));
        boolean isRemoved = random.nextInt(4) == 0;
        if (parent instanceof ObjectNode object) {
            object.remove(key);
            if (!isRemoved) {
                object.set(key, strange);
            }
        } else if (parent instanceof ArrayNode list) {
            list.remove(index);
            if (!isRemoved) {
                list.insert(index, strange);
            }
        }
    }
}

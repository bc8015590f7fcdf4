// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.diffusers.SchedulerClass;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.network.UNet2DConfig;
import org.diffusion4j.recipe.SamplerName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever stands under one key of a configuration, it is used, or refused in a sentence with the file and the key. */
class HostileConfigTest {
    private static final String FILE = "some/where.json";
    private static final int LONGEST = 1000;

    private static final JsonNode VALUES = DiffusersJson.parse("values", """
            {"values": [null, true, false, 0, 1, -1, 2, 3, 7, 0.5, -0.5, 1e-320, 1e308, -1e308, NaN, Infinity, -Infinity, 2147483647,
            -2147483648, 99999999999999999999, "", "x", "inf", "-inf", [], [0], [-1], [0.5, 0.5], [1, 2, 3], ["x"], [[1]], {}, {"a": 1}]}""").get("values");

    private static void tell(List<String> wrong, String where, String key, Runnable work) {
        try {
            work.run();
        } catch (FormatException e) {
            String said = String.valueOf(e.getMessage());
            if (!said.contains(FILE) || !said.contains(key) || !said.endsWith(".") || said.length() > LONGEST) {
                wrong.add(where + ": " + said);
            }
        } catch (RuntimeException e) {
            wrong.add(where + ": " + e);
        }
    }

    @Test
    void aSchedulerIsUsedOrRefusedWithTheKey() {
        List<String> wrong = new ArrayList<>();
        Set<SchedulerClass> classes = Stream.of(SamplerName.values())
                .flatMap(method -> method.libraryClass().stream())
                .collect(Collectors.toSet());
        for (SchedulerClass kind : classes) {
            String className = kind.name();
            ObjectNode defaults = kind.defaults();
            if (className.startsWith("DEIS")) { // one class as it is used for flows
                defaults.put("use_flow_sigmas", true).put("prediction_type", "flow_prediction");
            }
            for (String key : List.copyOf(defaults.propertyNames())) {
                for (JsonNode value : VALUES) {
                    SchedulerConfig file = new SchedulerConfig(
                            FILE, className, defaults.deepCopy().set(key, value));
                    tell(
                            wrong,
                            "%s %s=%s".formatted(className, key, value),
                            key,
                            () -> PipelineFolder.sampled("model", UNet2DConfig.defaults(), 0, "unet.json", file));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aNetworkIsUsedOrRefusedWithTheKey() {
        List<String> wrong = new ArrayList<>();
        ObjectNode defaults = UNet2DFile.write(UNet2DConfig.defaults());
        for (String key : List.copyOf(defaults.propertyNames())) {
            for (JsonNode value : VALUES) {
                JsonNode json = defaults.deepCopy().set(key, value);
                tell(wrong, "%s=%s".formatted(key, value), key, () -> UNet2DFile.read(FILE, json));
            }
        }
        assertThat(wrong).isEmpty();
    }
}

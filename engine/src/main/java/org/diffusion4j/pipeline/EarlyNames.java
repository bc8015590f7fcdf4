// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.diffusion4j.diffusers.DiffusersConfig;
import org.diffusion4j.diffusers.SchedulerConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What classes and keys were called in the first versions of the library, and are called today. */
final class EarlyNames {
    private static final Set<String> NETWORKS = Set.of("UNetModel", "UNetUnconditionalModel");

    private static final Map<String, String> OF_NETWORKS = Map.of(
            "block_channels", "block_out_channels",
            "down_blocks", "down_block_types",
            "up_blocks", "up_block_types",
            "num_res_blocks", "layers_per_block",
            "resnet_eps", "norm_eps",
            "num_head_channels", "attention_head_dim",
            "downscale_freq_shift", "freq_shift",
            "image_size", "sample_size");

    private static final String SCHEDULER = "GaussianDDPMScheduler";
    private static final Map<String, String> OF_SCHEDULERS = Map.of("timesteps", "num_train_timesteps");

    private EarlyNames() {}

    /** Whether it is what the class of today's networks was once called, or is called. */
    static boolean isNetwork(String className) {
        return className.equals(UNet2DFile.CLASS) || NETWORKS.contains(className);
    }

    /** The file of a network under the names of today. */
    static JsonNode network(String place, JsonNode json, Consumer<String> warnings) {
        String early = DiffusersConfig.classOf(json).filter(NETWORKS::contains).orElse("");
        if (early.isEmpty() || !json.isObject()) {
            return json;
        }
        warnings.accept(sentence(place, early, UNet2DFile.CLASS));
        ObjectNode today = renamed(json, OF_NETWORKS);
        today.put("_class_name", UNet2DFile.CLASS);
        return today;
    }

    /** The file of a scheduler under the names of today. */
    static SchedulerConfig scheduler(SchedulerConfig file, Consumer<String> warnings) {
        if (!file.className().equals(SCHEDULER)) {
            return file;
        }
        String today = "DDPMScheduler";
        warnings.accept(sentence(file.place(), SCHEDULER, today));
        return new SchedulerConfig(file.place(), today, renamed(file.json(), OF_SCHEDULERS));
    }

    /** An early key beside its successor stays where it is, and is warned of as unknown. */
    private static ObjectNode renamed(JsonNode json, Map<String, String> names) {
        ObjectNode renamed = (ObjectNode) json.deepCopy();
        names.forEach((early, today) -> {
            if (renamed.has(early) && !renamed.has(today)) {
                renamed.set(today, renamed.remove(early));
            }
        });
        return renamed;
    }

    private static String sentence(String place, String early, String today) {
        return "%s is of the early class %s. It is read as %s, its keys under their names of today; save it anew with a recent version if it samples badly."
                .formatted(place, early, today);
    }
}

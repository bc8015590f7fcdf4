// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Map;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.schedule.Precision;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A row that names a scheduler class and how it is configured, as a {@link SamplerCase}. */
final class SamplerRow {
    private static final JsonMapper JSON = new JsonMapper();

    private final Node row;
    private final ObjectNode config;
    private final ObjectNode arguments = JSON.createObjectNode();

    /** The row with this configuration. */
    SamplerRow(Node row, JsonNode config) {
        this.row = row;
        this.config = (ObjectNode) config.deepCopy();
    }

    /** The row with an empty configuration. */
    SamplerRow(Node row) {
        this(row, JSON.createObjectNode());
    }

    /** Adds a member of the row to the configuration, if there is one. */
    SamplerRow with(String configKey, String rowKey) {
        if (row.has(rowKey)) {
            config.set(configKey, row.at(rowKey).json());
        }
        return this;
    }

    /** Adds a value to the configuration. */
    SamplerRow with(String configKey, JsonNode value) {
        config.set(configKey, value);
        return this;
    }

    /** Adds arguments: those of the call, all others to the configuration. */
    SamplerRow withArguments(Node given) {
        for (Map.Entry<String, Node> entry : given.members().entrySet()) {
            boolean isOfCall = entry.getKey().equals("strength");
            (isOfCall ? arguments : config).set(entry.getKey(), entry.getValue().json());
        }
        return this;
    }

    /** Runs at these times. */
    SamplerRow at(double time) {
        arguments.set("timesteps", JSON.createArrayNode().add(time));
        return this;
    }

    Sampler sampler() {
        return sampler(row.at("sampler").text());
    }

    /** The sampler of a class that the row does not name. */
    Sampler sampler(String className) {
        ObjectNode run = JSON.createObjectNode();
        run.put("sampler", className);
        run.set("scheduler_config", config);
        run.set("set_timesteps_args", arguments);
        for (String key : new String[] {"n", "num_inference_steps"}) {
            if (row.has(key)) {
                run.set("num_inference_steps", row.at(key).json());
            }
        }
        return new SamplerCase(new Node(run, row.path()), Precision.FLOAT32).sampler();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Set;
import org.diffusion4j.error.FormatException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The content of a {@code scheduler_config.json}. */
public final class SchedulerConfig extends DiffusersConfig {
    private static final String FLOW_LEVELS = "use_flow_sigmas";
    private static final String FLOW_PREDICTION = "prediction_type flow_prediction";

    /** Values that are in no file. */
    public SchedulerConfig(String className, JsonNode values) {
        super(className, values);
    }

    /** The values of a file, called {@code place} in messages, under a class name known from elsewhere. */
    public SchedulerConfig(String place, String className, JsonNode values) {
        super(place, className, values);
    }

    /** Values that are in no file, the class name among them. */
    public static SchedulerConfig of(JsonNode values) {
        return of("the configuration of a scheduler", values);
    }

    /**
     * The whole file; the class name is its {@code _class_name}.
     *
     * @param place how messages call it: its path
     */
    public static SchedulerConfig of(String place, JsonNode file) {
        return classOf(file)
                .map(name -> new SchedulerConfig(place, name, file))
                .orElseThrow(() -> new FormatException(
                        "%s has no text under '_class_name'. It must name the scheduler's class, for example DDIMScheduler; add the key."
                                .formatted(place)));
    }

    /** The same values read as another class does: what a key means, and what it is if missing, is up to the class. */
    public SchedulerConfig readAs(String otherClass) {
        return new SchedulerConfig(place(), otherClass, json());
    }

    /**
     * Whether it asks for flow matching.
     *
     * @throws FormatException if only its levels or only its prediction do
     */
    public boolean isFlow() {
        boolean levels = flag(FLOW_LEVELS, false);
        boolean prediction = text("prediction_type", "epsilon").equals("flow_prediction");
        if (levels != prediction) {
            throw new FormatException("%s has %s without %s. Flow matching needs both; correct the file."
                    .formatted(
                            place(), levels ? FLOW_LEVELS : FLOW_PREDICTION, levels ? FLOW_PREDICTION : FLOW_LEVELS));
        }
        return levels;
    }

    /** The same with these of its keys alone, and what describes the file itself. */
    public SchedulerConfig only(Set<String> keys) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        json().properties().stream()
                .filter(entry -> entry.getKey().startsWith("_") || keys.contains(entry.getKey()))
                .forEach(entry -> kept.set(entry.getKey(), entry.getValue()));
        return new SchedulerConfig(place(), className(), kept);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Set;
import org.diffusion4j.error.FormatException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The content of a {@code scheduler_config.json}. */
public final class SchedulerConfig extends DiffusersConfig {
    /** The values under a class name known from elsewhere. */
    public SchedulerConfig(String className, JsonNode values) {
        super(className, values);
    }

    /** The whole file; the class name is its {@code _class_name}. */
    public static SchedulerConfig of(JsonNode file) {
        JsonNode name = file.path(CLASS_NAME);
        if (!name.isString()) {
            throw new FormatException(
                    "The scheduler configuration has no text under '_class_name'. It must name its class, for example DDIMScheduler; add the key.");
        }
        return new SchedulerConfig(name.asString(), file);
    }

    /** The same values read as another class does: what a key means, and what it is if missing, is up to the class. */
    public SchedulerConfig readAs(String otherClass) {
        return new SchedulerConfig(otherClass, json());
    }

    /** The same with these of its keys alone, and what describes the file itself. */
    public SchedulerConfig only(Set<String> keys) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        json().properties().stream()
                .filter(entry -> entry.getKey().startsWith("_") || keys.contains(entry.getKey()))
                .forEach(entry -> kept.set(entry.getKey(), entry.getValue()));
        return new SchedulerConfig(className(), kept);
    }
}

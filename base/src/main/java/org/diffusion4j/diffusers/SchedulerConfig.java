// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.FormatException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The content of a {@code scheduler_config.json}: a class name, and values of which each may be missing or null, which
 * both mean its default. A value of the wrong type is a {@link FormatException}.
 */
public final class SchedulerConfig {
    private final String className;
    private final JsonNode values;

    /** The values under a class name known from elsewhere. */
    public SchedulerConfig(String className, JsonNode values) {
        if (!values.isObject()) {
            throw new FormatException(
                    "The scheduler configuration of %s is not a JSON object. It must hold keys and values; check the file."
                            .formatted(className));
        }
        this.className = className;
        this.values = values;
    }

    /** The whole file; the class name is its {@code _class_name}. */
    public static SchedulerConfig of(JsonNode file) {
        JsonNode name = file.path("_class_name");
        if (!name.isString()) {
            throw new FormatException(
                    "The scheduler configuration has no text under '_class_name'. It must name its class, for example DDIMScheduler; add the key.");
        }
        return new SchedulerConfig(name.asString(), file);
    }

    /** The class as the library calls it, for example {@code DDIMScheduler}. */
    public String className() {
        return className;
    }

    /** The same values read as another class does: what a key means, and what it is if missing, is up to the class. */
    public SchedulerConfig readAs(String otherClass) {
        return new SchedulerConfig(otherClass, values);
    }

    /** All keys of the file but those that begin with an underscore, which describe the file itself. */
    public List<String> keys() {
        return values.propertyNames().stream()
                .filter(key -> !key.startsWith("_"))
                .toList();
    }

    /** The text under the key. */
    public String text(String key, String missing) {
        JsonNode value = value(key);
        if (value == null) {
            return missing;
        }
        if (!value.isString()) {
            throw wrong(key, value, "a text");
        }
        return value.asString();
    }

    /** The whole number under the key. */
    public int whole(String key, int missing) {
        JsonNode value = value(key);
        if (value == null) {
            return missing;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(key, value, "a whole number");
        }
        return value.asInt();
    }

    /** The number under the key; infinities are written as {@code -Infinity} or as the text {@code -inf}. */
    public double number(String key, double missing) {
        JsonNode value = value(key);
        if (value == null) {
            return missing;
        }
        return number(key, value);
    }

    /** The truth value under the key. */
    public boolean flag(String key, boolean missing) {
        JsonNode value = value(key);
        if (value == null) {
            return missing;
        }
        if (!value.isBoolean()) {
            throw wrong(key, value, "true or false");
        }
        return value.asBoolean();
    }

    /** The list of numbers under the key; empty if there is none. */
    public List<Double> numbers(String key) {
        List<Double> numbers = new ArrayList<>();
        JsonNode value = value(key);
        if (value != null) {
            if (!value.isArray()) {
                throw wrong(key, value, "a list of numbers");
            }
            for (JsonNode element : value) {
                numbers.add(number(key, element));
            }
        }
        return numbers;
    }

    /** The text under the key as one of the named choices. */
    public <T> T choice(String key, String missing, Map<String, T> choices) {
        String name = text(key, missing);
        T chosen = choices.get(name);
        if (chosen == null) {
            throw new FormatException("'%s' in the configuration of %s is '%s'. It must be one of %s; correct the file."
                    .formatted(key, className, name, String.join(", ", choices.keySet())));
        }
        return chosen;
    }

    private double number(String key, JsonNode value) {
        if (value.isNumber()) {
            return value.asDouble();
        }
        return switch (value.isString() ? value.asString() : "") {
            case "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
            case "inf", "Infinity" -> Double.POSITIVE_INFINITY;
            default -> throw wrong(key, value, "a number");
        };
    }

    private @Nullable JsonNode value(String key) {
        JsonNode value = values.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private FormatException wrong(String key, JsonNode value, String wanted) {
        return new FormatException("'%s' in the configuration of %s is %s. It must be %s; correct the file."
                .formatted(key, className, value, wanted));
    }
}

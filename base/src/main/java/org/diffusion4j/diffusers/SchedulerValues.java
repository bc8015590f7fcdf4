// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a file says to its class; where it says nothing, the default of the class holds. A key that the class does
 * not know is false, zero or empty.
 *
 * @param kind the class
 * @param file with keys of the class alone, see {@link SchedulerClass#read}
 */
public record SchedulerValues(SchedulerClass kind, SchedulerConfig file) {
    /**
     * Refuses null where the class has a number or a word: the library puts its default in only where a key is missing.
     *
     * @throws org.diffusion4j.error.FormatException naming file and key
     */
    public SchedulerValues {
        kind.keys().values().forEach((key, usual) -> {
            if (file.json().path(key).isNull() && (usual.isNumber() || usual.isString())) {
                throw file.refused(key, "%s or left out".formatted(usual.isNumber() ? "a number" : "a word"));
            }
        });
    }

    /** The truth value under the key. */
    public boolean flag(String key) {
        return file.flag(key, usual(key).map(JsonNode::asBoolean).orElse(false));
    }

    /** The whole number under the key. */
    public int whole(String key) {
        return file.whole(key, usual(key).map(JsonNode::asInt).orElse(0));
    }

    /** The number under the key. */
    public double number(String key) {
        return number(key, 0);
    }

    /** The number under the key, {@code missing} where the class has none either. */
    public double number(String key, double missing) {
        return file.number(key, usual(key).map(JsonNode::asDouble).orElse(missing));
    }

    /** The number under the key, which must be above 0 and finite. */
    public double positive(String key) {
        return file.positive(key, usual(key).map(JsonNode::asDouble).orElse(0.0));
    }

    /** The number under the key, which must lie in this range; {@code missing} where the class has none either. */
    public double within(String key, double least, double most, double missing) {
        return file.within(key, least, most, usual(key).map(JsonNode::asDouble).orElse(missing));
    }

    /** The text under the key. */
    public String text(String key) {
        return file.text(key, usual(key).map(JsonNode::asString).orElse(""));
    }

    /** The text under the key as one of the named choices. */
    public <T> T choice(String key, Map<String, T> choices) {
        return file.choice(key, usual(key).map(JsonNode::asString).orElse(""), choices);
    }

    private Optional<JsonNode> usual(String key) {
        return Optional.ofNullable(kind.keys().values().get(key)).filter(value -> !value.isNull());
    }
}

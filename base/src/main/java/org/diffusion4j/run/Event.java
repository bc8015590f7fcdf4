// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.time.Instant;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of an event log.
 *
 * @param time when it was written
 * @param step steps done by then
 * @param event what happened, such as {@code step}, {@code saved}, {@code resumed}
 * @param values what there is to say about it
 */
public record Event(Instant time, long step, String event, ObjectNode values) {
    /** A number among the values; empty if it is missing or not a number. */
    public OptionalDouble number(String name) {
        JsonNode value = values.get(name);
        return value != null && value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }
}

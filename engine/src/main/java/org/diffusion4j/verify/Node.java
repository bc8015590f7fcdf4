// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A place in a fixture that knows its path, so that what is missing or of a wrong type is named. */
record Node(JsonNode json, String path) {
    Node at(String key) {
        JsonNode child = json.get(key);
        if (child == null) {
            throw new FixtureException("'%s' has no '%s'".formatted(path, key));
        }
        return new Node(child, path.isEmpty() ? key : path + "." + key);
    }

    boolean has(String key) {
        return json.has(key);
    }

    /** The member's text, or {@code otherwise} where there is none. */
    String text(String key, String otherwise) {
        return has(key) ? at(key).text() : otherwise;
    }

    String text() {
        if (!json.isString()) {
            throw new FixtureException("'%s' must be a text".formatted(path));
        }
        return json.asString();
    }

    double number() {
        if (!json.isNumber()) {
            throw new FixtureException("'%s' must be a number".formatted(path));
        }
        return json.asDouble();
    }

    int integer() {
        if (!json.isIntegralNumber() || !json.canConvertToInt()) {
            throw new FixtureException("'%s' must be an integer".formatted(path));
        }
        return json.asInt();
    }

    /** All numbers of a list, nested lists flattened in order. */
    double[] numbers() {
        if (!json.isArray()) {
            return new double[] {number()};
        }
        return elements()
                .flatMapToDouble(node -> java.util.Arrays.stream(node.numbers()))
                .toArray();
    }

    int[] integers() {
        return elements().mapToInt(Node::integer).toArray();
    }

    long[] longs() {
        return elements().mapToLong(Node::integer).toArray();
    }

    java.util.stream.Stream<Node> elements() {
        if (!json.isArray()) {
            throw new FixtureException("'%s' must be a list".formatted(path));
        }
        return StreamSupport.stream(json.spliterator(), false).map(child -> new Node(child, path + "[]"));
    }

    /** The members of an object in order. */
    Map<String, Node> members() {
        Map<String, Node> members = new LinkedHashMap<>();
        json.propertyNames().forEach(name -> members.put(name, at(name)));
        return members;
    }
}

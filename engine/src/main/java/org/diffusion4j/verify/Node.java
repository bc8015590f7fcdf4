// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A place in a fixture that knows its path, so that what is missing or of a wrong type is named. */
record Node(JsonNode json, String path) {
    /** What a fixture may ask for at once; more is a mistake, or an attempt to use up the memory. */
    private static final long MOST_ELEMENTS = 100_000_000;

    private static final int MOST_STEPS = 1_000_000;

    Node at(String key) {
        JsonNode child = json.get(key);
        if (child == null) {
            throw new FixtureException("'%s' has no '%s'".formatted(path, key));
        }
        return new Node(child, path.isEmpty() ? key : path + "." + key);
    }

    /** True if the member is there and is not null. */
    boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** The member's number, or {@code otherwise} where there is none. */
    double number(String key, double otherwise) {
        return has(key) ? at(key).number() : otherwise;
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

    /** A finite number, or an infinity written as text, which JSON's numbers cannot be. */
    double number() {
        return switch (json.isString() ? json.asString() : "") {
            case "inf", "Infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> finite();
        };
    }

    private double finite() {
        double value = json.isNumber() ? json.asDouble() : Double.NaN;
        if (!Double.isFinite(value)) {
            throw new FixtureException("'%s' must be a number".formatted(path));
        }
        return value;
    }

    /** A number of steps, 1 to a million. */
    int steps() {
        int steps = integer();
        if (steps < 1 || steps > MOST_STEPS) {
            throw new FixtureException("'%s' must lie in 1 to %d but is %d".formatted(path, MOST_STEPS, steps));
        }
        return steps;
    }

    /** The sizes of a tensor. */
    long[] shape() {
        long[] shape = longs();
        requireElements(path, shape);
        return shape;
    }

    /** The number of elements of a shape, 0 to 100 million. */
    static int requireElements(String what, long... shape) {
        long elements = 1;
        for (long size : shape) {
            elements = size < 0 || elements > MOST_ELEMENTS ? Long.MAX_VALUE : Math.multiplyExact(elements, size);
        }
        if (elements > MOST_ELEMENTS) {
            throw new FixtureException("'%s' has the shape %s; sizes must be 0 or more and all together %d or less"
                    .formatted(what, Arrays.toString(shape), MOST_ELEMENTS));
        }
        return Math.toIntExact(elements);
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
        return elements().flatMapToDouble(node -> Arrays.stream(node.numbers())).toArray();
    }

    /** Exactly {@code count} numbers. */
    double[] numbers(int count) {
        double[] numbers = numbers();
        if (numbers.length != count) {
            throw new FixtureException("'%s' must have %d numbers but has %d".formatted(path, count, numbers.length));
        }
        return numbers;
    }

    int[] integers() {
        return elements().mapToInt(Node::integer).toArray();
    }

    long[] longs() {
        return elements().mapToLong(Node::integer).toArray();
    }

    Stream<Node> elements() {
        if (!json.isArray()) {
            throw new FixtureException("'%s' must be a list".formatted(path));
        }
        return StreamSupport.stream(json.spliterator(), false).map(child -> new Node(child, path + "[]"));
    }

    /** The members of an object in order. */
    Map<String, Node> members() {
        if (!json.isObject()) {
            throw new FixtureException("'%s' must be an object".formatted(path));
        }
        Map<String, Node> members = new LinkedHashMap<>();
        json.propertyNames().forEach(name -> members.put(name, at(name)));
        return members;
    }
}

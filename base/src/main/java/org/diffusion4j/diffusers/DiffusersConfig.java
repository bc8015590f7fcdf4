// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.diffusion4j.error.FormatException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The content of a configuration file of the diffusers library: a class name, and values of which each may be missing. A
 * null means the default too, except where the optional reading is used. A value of the wrong type is a {@link
 * FormatException}.
 */
public class DiffusersConfig {
    static final String CLASS_NAME = "_class_name";

    private static final int LONGEST = 100;
    private static final int MOST_NAMED = 8;

    private final String place;
    private final String className;
    private final JsonNode values;

    /** Values that are in no file. */
    public DiffusersConfig(String className, JsonNode values) {
        this("the configuration of " + className, className, values);
    }

    /**
     * The values of a file.
     *
     * @param place how messages call it: its path
     * @param className may be known from elsewhere
     */
    public DiffusersConfig(String place, String className, JsonNode values) {
        if (!values.isObject()) {
            throw new FormatException(
                    "%s is not a JSON object. It must hold keys and values; check the file.".formatted(place));
        }
        this.place = place;
        this.className = className;
        this.values = values;
    }

    /** The file, as messages call it. */
    public final String place() {
        return place;
    }

    /** The class as the library calls it, for example {@code DDIMScheduler}. */
    public final String className() {
        return className;
    }

    /** The whole content, class name and all. */
    public final JsonNode json() {
        return values;
    }

    /** The class that a file names, if it names one. */
    public static Optional<String> classOf(JsonNode file) {
        return Optional.of(file.path(CLASS_NAME)).filter(JsonNode::isString).map(JsonNode::asString);
    }

    /** A key of a recipe as the library spells it: {@code blockOutChannels} is {@code block_out_channels}. */
    public static String key(String inRecipes) {
        return inRecipes.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** All keys of the file but those that begin with an underscore, which describe the file itself. */
    public final List<String> keys() {
        return values.propertyNames().stream()
                .filter(key -> !key.startsWith("_"))
                .toList();
    }

    /** A sentence that names the keys that are not among the {@code known}; the library passes over them, too. */
    public final Optional<String> unknownKeys(Set<String> known) {
        List<String> unknown =
                keys().stream().filter(key -> !known.contains(key)).toList();
        if (unknown.isEmpty()) {
            return Optional.empty();
        }
        String more = unknown.size() > MOST_NAMED ? " and %d more".formatted(unknown.size() - MOST_NAMED) : "";
        return Optional.of("%s has %s, which %s does not know. %s passed over; check %s spelling."
                .formatted(
                        place,
                        unknown.stream()
                                .limit(MOST_NAMED)
                                .map(FormatException::shown)
                                .collect(Collectors.joining(", ", "", more)),
                        className,
                        unknown.size() == 1 ? "It is" : "They are",
                        unknown.size() == 1 ? "its" : "their"));
    }

    /** The text under the key. */
    public final String text(String key, String missing) {
        JsonNode value = value(key);
        return value == null ? missing : text(key, value);
    }

    /** The whole number under the key. */
    public final int whole(String key, int missing) {
        JsonNode value = value(key);
        return value == null ? missing : whole(key, value);
    }

    /** The whole number under the key: nothing where the file says null, {@code missing} where it says nothing. */
    public final Optional<Integer> optionalWhole(String key, Optional<Integer> missing) {
        return values.has(key) ? Optional.ofNullable(value(key)).map(value -> whole(key, value)) : missing;
    }

    /** The number under the key; infinities are written as {@code -Infinity} or as the text {@code -inf}. */
    public final double number(String key, double missing) {
        JsonNode value = value(key);
        return value == null ? missing : number(key, value);
    }

    /** The number under the key, which must be above 0 and finite. */
    public final double positive(String key, double missing) {
        double number = number(key, missing);
        if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
            throw refused(key, "a finite number above 0");
        }
        return number;
    }

    /** The number under the key, which must lie in this range. */
    public final double within(String key, double least, double most, double missing) {
        if (value(key) == null) {
            return missing;
        }
        double number = number(key, missing);
        if (!(number >= least && number <= most)) {
            throw refused(key, "a number from %s to %s".formatted(least, most));
        }
        return number;
    }

    /** The truth value under the key. */
    public final boolean flag(String key, boolean missing) {
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
    public final List<Double> numbers(String key) {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode element : list(key, "a list of numbers")) {
            numbers.add(number(key, element));
        }
        return numbers;
    }

    /** The list of whole numbers under the key, where a single number is a list of one; empty if there is none. */
    public final List<Integer> wholes(String key) {
        JsonNode value = value(key);
        if (value != null && value.isNumber()) {
            return List.of(whole(key, value));
        }
        List<Integer> wholes = new ArrayList<>();
        for (JsonNode element : list(key, "a list of whole numbers")) {
            wholes.add(whole(key, element));
        }
        return wholes;
    }

    /** The text under the key as one of the named choices. */
    public final <T> T choice(String key, String missing, Map<String, T> choices) {
        return chosen(key, text(key, missing), choices);
    }

    /** The text under the key as one of the named choices: nothing where the file says null. */
    public final <T> Optional<T> optionalChoice(String key, Optional<T> missing, Map<String, T> choices) {
        return values.has(key)
                ? Optional.ofNullable(value(key)).map(value -> chosen(key, text(key, value), choices))
                : missing;
    }

    /** The texts under the key, each as one of the named choices; {@code missing} if there are none. */
    public final <T> List<T> choices(String key, List<T> missing, Map<String, T> choices) {
        if (value(key) == null) {
            return missing;
        }
        List<T> chosen = new ArrayList<>();
        for (JsonNode element : list(key, "a list of texts")) {
            chosen.add(chosen(key, text(key, element), choices));
        }
        return chosen;
    }

    private <T> T chosen(String key, String name, Map<String, T> choices) {
        T chosen = choices.get(name);
        if (chosen == null) {
            throw new FormatException("'%s' in %s is %s. It must be one of %s; correct the file."
                    .formatted(key, place, FormatException.shown(name), String.join(", ", choices.keySet())));
        }
        return chosen;
    }

    private Iterable<JsonNode> list(String key, String wanted) {
        JsonNode value = value(key);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(key, value, wanted);
        }
        return value;
    }

    private String text(String key, JsonNode value) {
        if (!value.isString()) {
            throw wrong(key, value, "a text");
        }
        return value.asString();
    }

    private int whole(String key, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(key, value, "a whole number");
        }
        return value.asInt();
    }

    private double number(String key, JsonNode value) {
        if (value.isNumber() && !Double.isNaN(value.asDouble())) {
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

    /** The error of a value that is there and cannot be used. */
    public final FormatException refused(String key, String wanted) {
        return wrong(key, values.path(key), wanted);
    }

    private FormatException wrong(String key, JsonNode value, String wanted) {
        String given = value.isNumber() ? value.asString() : value.toString(); // a NaN would stand in quotes
        return new FormatException(
                "'%s' in %s is %s. It must be %s; correct the file.".formatted(key, place, brief(given), wanted));
    }

    /** A list of a million numbers would hide the sentence. */
    private static String brief(String json) {
        return json.length() <= LONGEST ? json : json.substring(0, LONGEST) + " …";
    }
}

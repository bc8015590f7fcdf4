// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.diffusion4j.config.Node.Scalar;
import org.diffusion4j.error.ConfigException;

/** Single values: from the text of a recipe and back. */
final class Scalars {
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,5})?");
    private static final Pattern PLAIN_TEXT = Pattern.compile("(\\.{0,2}/)?\\p{L}[\\p{L}\\p{N}_./-]*");
    private static final List<String> NOT_PLAIN = List.of("true", "false", "yes", "no", "on", "off", "null");
    private static final int LONGEST_NUMBER = 400;

    private static final Map<Class<?>, String> EXPECTED = Map.of(
            boolean.class, "true or false",
            int.class, "a whole number such as 2000",
            long.class, "a whole number such as 2000",
            double.class, "a number such as 0.5 or 1e-3",
            String.class, "a text",
            Path.class, "a path");

    private Scalars() {}

    /** Whether values of this type are single. */
    static boolean canRead(Class<?> type) {
        return type.isEnum() || EXPECTED.containsKey(primitive(type));
    }

    /** The value that a node holds, or a sentence why it holds none of this type. */
    static Object read(Class<?> boxedOrNot, Node node) {
        Class<?> type = primitive(boxedOrNot);
        if (!(node instanceof Scalar scalar) || scalar.isNull()) {
            throw wrong(type, node, "");
        }
        if (type == String.class) {
            return scalar.text();
        }
        if (type == Path.class) {
            return path(scalar);
        }
        if (type.isEnum()) {
            return constant(type, scalar);
        }
        if (scalar.quoted()) {
            throw wrong(type, node, " Remove the quotes.");
        }
        if (type == boolean.class) {
            return switch (scalar.text()) {
                case "true" -> true;
                case "false" -> false;
                default -> throw wrong(type, node, "");
            };
        }
        return number(type, scalar);
    }

    /** The value as it stands in a recipe, in a form that {@link #read} takes back unchanged. */
    static String write(Object value) {
        if (value instanceof Double number) {
            if (!Double.isFinite(number)) {
                throw new ConfigException(
                        "%s cannot stand in a recipe: every number there is finite. Use an optional key for 'no limit'."
                                .formatted(number));
            }
            return number.toString().replace(".0E", "e").replace('E', 'e');
        }
        if (value instanceof Enum<?> constant) {
            return name(constant);
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        String text = value.toString();
        boolean plain = PLAIN_TEXT.matcher(text).matches() && !NOT_PLAIN.contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : quoted(text);
    }

    private static Object number(Class<?> type, Scalar scalar) {
        String text = scalar.text();
        if (text.length() > LONGEST_NUMBER || !NUMBER.matcher(text).matches()) {
            throw wrong(type, scalar, " Write digits without spaces or underscores.");
        }
        if (type == double.class) {
            double value = Double.parseDouble(text);
            if (Double.isInfinite(value)) {
                throw wrong(type, scalar, " The largest number is about 1.8e308.");
            }
            return value;
        }
        try {
            BigDecimal exact = new BigDecimal(text);
            if (type == int.class) {
                return exact.intValueExact();
            }
            return exact.longValueExact();
        } catch (ArithmeticException e) {
            String range = type == int.class ? "-2147483648 and 2147483647" : "-2^63 and 2^63 - 1";
            throw wrong(type, scalar, " It has no fraction and lies between " + range + ".");
        }
    }

    private static Path path(Scalar scalar) {
        try {
            return Path.of(scalar.text());
        } catch (InvalidPathException e) {
            throw new ConfigException(
                    "this system has no such path (%s). Use another name.".formatted(Problems.shown(e.getReason())), e);
        }
    }

    private static Object constant(Class<?> type, Scalar scalar) {
        String wanted = scalar.text().toLowerCase(Locale.ROOT).replace('_', '-');
        for (Object constant : type.getEnumConstants()) {
            if (name((Enum<?>) constant).equals(wanted)) {
                return constant;
            }
        }
        throw new ConfigException(notAmong(names(type), scalar, wanted));
    }

    /** The sentence for a word that is none of those allowed. */
    static String notAmong(Collection<String> names, Node node, String given) {
        return "must be one of %s but is %s. %s"
                .formatted(
                        String.join(", ", names),
                        node.described(),
                        Names.nearest(given, names)
                                .map("Did you mean '%s'?"::formatted)
                                .orElse("Choose one of them."));
    }

    private static List<String> names(Class<?> enumeration) {
        return Arrays.stream(enumeration.getEnumConstants())
                .map(constant -> name((Enum<?>) constant))
                .toList();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ConfigException wrong(Class<?> type, Node node, String advice) {
        String expected = type.isEnum() ? "one of " + String.join(", ", names(type)) : EXPECTED.get(type);
        return new ConfigException("must be %s but is %s.%s".formatted(expected, node.described(), advice));
    }

    private static Class<?> primitive(Class<?> type) {
        return MethodType.methodType(type).unwrap().returnType();
    }

    /** In double quotes; whatever does not print is escaped, so that the file stays one line per key. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isISOControl(c) || "\u2028\u2029\uFEFF\uFFFE\uFFFF".indexOf(c) >= 0) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of the diffusers library, which is Python's: sorted keys, two spaces, a line for each element, numbers as Python
 * shows them, and the words {@code Infinity} and {@code NaN}, which JSON does not know. What is read and written again has
 * the same bytes.
 */
public final class DiffusersJson {
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_DIGITS = 17;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private DiffusersJson() {}

    /**
     * The object in a file.
     *
     * @throws StorageException if the file cannot be read
     * @throws FormatException if it is not a JSON object of at most 64 MiB
     */
    public static JsonNode read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new FormatException(
                        "%s is larger than %d MiB, which no configuration is. Check that it is the right file."
                                .formatted(file, MOST_BYTES >> 20));
            }
            return object(file.toString(), MAPPER.readTree(Files.readAllBytes(file)));
        } catch (JacksonException e) {
            throw invalid(file.toString(), String.valueOf(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new StorageException(
                    "%s cannot be read (%s). Check the path and the disk it lies on."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }

    /** The object in a text; {@code name} stands for it in messages. */
    public static JsonNode parse(String name, String text) {
        try {
            return object(name, MAPPER.readTree(text));
        } catch (JacksonException e) {
            throw invalid(name, String.valueOf(e.getOriginalMessage()), e);
        }
    }

    private static JsonNode object(String name, JsonNode json) {
        if (!json.isObject()) {
            throw new FormatException(
                    "%s is not a JSON object. It must hold keys and values; check the file.".formatted(name));
        }
        return json;
    }

    private static FormatException invalid(String name, String why, JacksonException cause) {
        return new FormatException(
                "%s is not valid JSON (%s). Correct it, or download it again."
                        .formatted(name, FormatException.reason(why)),
                cause);
    }

    /** The text of a file with this content. */
    public static String text(JsonNode json) {
        StringBuilder out = new StringBuilder();
        write(json, "\n", out);
        return out.append('\n').toString();
    }

    private static void write(JsonNode json, String line, StringBuilder out) {
        if (json.isObject()) {
            Iterator<String> keys = json.propertyNames().stream().sorted().iterator();
            block(out, line, '{', '}', keys, key -> {
                quote(key, out);
                write(json.get(key), line + "  ", out.append(": "));
            });
        } else if (json.isArray()) {
            block(out, line, '[', ']', json.iterator(), element -> write(element, line + "  ", out));
        } else if (json.isString()) {
            quote(json.asString(), out);
        } else if (json.isFloatingPointNumber()) {
            out.append(number(json.asDouble()));
        } else {
            out.append(json);
        }
    }

    private static <T> void block(
            StringBuilder out,
            String line,
            char open,
            char close,
            Iterator<T> elements,
            java.util.function.Consumer<T> each) {
        out.append(open);
        boolean isEmpty = !elements.hasNext();
        while (elements.hasNext()) {
            out.append(line).append("  ");
            each.accept(elements.next());
            out.append(elements.hasNext() ? "," : "");
        }
        out.append(isEmpty ? "" : line).append(close);
    }

    /** All but ASCII is escaped. */
    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> out.append(c < ' ' || c > '~' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
            }
        }
        out.append('"');
    }

    /** As Python shows it: the fewest digits that are this number, an exponent below 1e-4 and from 1e16 on. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0.0" : "-0.0";
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= MOST_DIGITS; digits++) {
            shortest = exact.round(new MathContext(digits)).stripTrailingZeros();
            if (shortest.doubleValue() == value) {
                break;
            }
        }
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = shortest.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = value < 0 ? "-" : "";
        return String.format(Locale.ROOT, "%s%se%s%02d", sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}

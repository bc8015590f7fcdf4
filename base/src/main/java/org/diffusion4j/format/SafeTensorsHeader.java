// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The checked header of a safetensors file. Whatever it lets through covers the data area exactly, so that a reader
 * needs no further check.
 *
 * @param metadata free text of the writer
 * @param entries the tensors, in the order of their bytes
 */
record SafeTensorsHeader(Map<String, String> metadata, Map<String, TensorInfo> entries) {
    private static final int MAX_DIMENSIONS = 64;
    private static final Set<String> KEYS = new TreeSet<>(Set.of("dtype", "shape", "data_offsets"));

    // Names come from a stranger: no symbol table that they could fill, no deep nesting.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(3)
                    .maxNumberLength(20)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .build();

    /**
     * Reads and checks a header.
     *
     * @param file the file's name, for messages
     * @param json the header's bytes
     * @param dataBytes bytes of the file that follow the header
     */
    static SafeTensorsHeader parse(String file, ByteBuffer json, long dataBytes) {
        return new Reading(file).read(json, dataBytes);
    }

    /** The error of a file that breaks a rule of the format. */
    static FormatException invalid(String file, String why) {
        return new FormatException(
                "%s is not a valid safetensors file: %s. Download or save it again.".formatted(file, why));
    }

    /** One pass over one header. */
    private static final class Reading {
        private final String file;
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private final List<Map.Entry<String, TensorInfo>> tensors = new ArrayList<>();

        Reading(String file) {
            this.file = file;
        }

        SafeTensorsHeader read(ByteBuffer json, long dataBytes) {
            if (!json.hasRemaining() || json.get(json.position()) != '{') {
                throw invalid(file, "its header does not begin with '{'");
            }
            try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), decoded(json))) {
                parser.nextToken();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (name.equals(HeaderJson.METADATA)) {
                        readMetadata(parser);
                    } else {
                        tensors.add(Map.entry(name, tensor(name, parser)));
                    }
                }
                if (parser.nextToken() != null) {
                    throw invalid(file, "something follows the JSON object of its header");
                }
            } catch (JacksonException e) {
                throw invalid(
                        file,
                        "its header is not the JSON it must be (%s)"
                                .formatted(FormatException.reason(e.getOriginalMessage())));
            }
            return new SafeTensorsHeader(Collections.unmodifiableMap(metadata), covering(dataBytes));
        }

        private char[] decoded(ByteBuffer json) {
            try {
                // A decoder made this way reports malformed bytes instead of replacing them.
                var chars = StandardCharsets.UTF_8.newDecoder().decode(json.duplicate());
                char[] text = new char[chars.remaining()];
                chars.get(text);
                return text;
            } catch (CharacterCodingException e) {
                throw invalid(file, "its header is not UTF-8 text");
            }
        }

        private void readMetadata(JsonParser parser) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw invalid(file, "__metadata__ must be an object of texts");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw invalid(file, "the metadata %s must be a text".formatted(FormatException.shown(key)));
                }
                // The parser checks names for this, but not texts.
                if (!HeaderJson.isUnicode(parser.getString())) {
                    throw invalid(
                            file,
                            "the metadata %s holds half of a surrogate pair".formatted(FormatException.shown(key)));
                }
                metadata.put(key, parser.getString());
            }
        }

        private TensorInfo tensor(String name, JsonParser parser) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw wrong(name, "must be an object with " + KEYS);
            }
            DType dtype = null;
            List<Long> shape = null;
            List<Long> offsets = null;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "dtype" -> dtype = dtype(name, parser);
                    case "shape" -> shape = wholeNumbers(name, key, parser);
                    case "data_offsets" -> offsets = wholeNumbers(name, key, parser);
                    default ->
                        throw wrong(
                                name,
                                "has the unknown key %s; known are %s".formatted(FormatException.shown(key), KEYS));
                }
            }
            if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
                throw wrong(name, "needs dtype, shape and two data_offsets");
            }
            try {
                return new TensorInfo(dtype, shape, offsets.get(0), offsets.get(1));
            } catch (ShapeException e) {
                throw wrong(name, "does not add up (%s)".formatted(e.getMessage()));
            }
        }

        private DType dtype(String name, JsonParser parser) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw wrong(name, "has a dtype that is not a text");
            }
            String dtype = parser.getString();
            return DType.named(dtype)
                    .orElseThrow(() -> wrong(
                            name,
                            "has the unknown dtype %s; known are %s"
                                    .formatted(FormatException.shown(dtype), List.of(DType.values()))));
        }

        private List<Long> wholeNumbers(String name, String key, JsonParser parser) {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw wrong(name, "has a %s that is not a list".formatted(key));
            }
            List<Long> numbers = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        || parser.getString().startsWith("-")) {
                    throw wrong(name, "has a %s with something else than whole numbers from 0 to 2^63".formatted(key));
                }
                if (numbers.size() == MAX_DIMENSIONS) {
                    throw wrong(name, "has a %s of more than %d numbers".formatted(key, MAX_DIMENSIONS));
                }
                numbers.add(parser.getLongValue());
            }
            return numbers;
        }

        /** The tensors by their place, which must follow each other from the first byte to the last. */
        private Map<String, TensorInfo> covering(long dataBytes) {
            tensors.sort(Comparator.comparingLong((Map.Entry<String, TensorInfo> tensor) ->
                            tensor.getValue().begin())
                    .thenComparingLong(tensor -> tensor.getValue().end()));
            Map<String, TensorInfo> entries = new LinkedHashMap<>();
            long end = 0;
            for (Map.Entry<String, TensorInfo> tensor : tensors) {
                TensorInfo info = tensor.getValue();
                if (info.begin() != end) {
                    throw wrong(
                            tensor.getKey(),
                            "begins at byte %d of the data area, but the tensors before it end at %d (%s)"
                                    .formatted(info.begin(), end, info.begin() > end ? "a gap" : "an overlap"));
                }
                end = info.end();
                entries.put(tensor.getKey(), info);
            }
            if (end != dataBytes) {
                throw invalid(
                        file,
                        "its tensors take %d bytes, but %d bytes follow the header (%s)"
                                .formatted(end, dataBytes, end > dataBytes ? "cut short" : "bytes left over"));
            }
            return Collections.unmodifiableMap(entries);
        }

        private FormatException wrong(String tensor, String what) {
            return invalid(file, "tensor %s %s".formatted(FormatException.shown(tensor), what));
        }
    }
}

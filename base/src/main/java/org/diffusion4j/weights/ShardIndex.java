// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.diffusion4j.error.FormatException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The file {@code NAME.safetensors.index.json} (or {@code .bin.index.json}): which tensor lies in which of the files beside it.
 *
 * @param files the file of each tensor, by the tensor's name
 */
record ShardIndex(Map<String, String> files) {
    static final String SUFFIX = ".index.json";

    private static final int MAX_SHARDS = 1000;
    private static final Pattern FILE = Pattern.compile("[^/\\\\:\\p{Cntrl}]{1,200}\\.(safetensors|bin|pth?)");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(16).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .build();

    ShardIndex {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /** All files that are named, sorted. */
    Set<String> shards() {
        return new TreeSet<>(files.values());
    }

    /**
     * Reads an index.
     *
     * @param file how messages call it
     * @throws FormatException if it is no index, or names something else than files beside it
     */
    static ShardIndex parse(String file, byte[] json) {
        Map<String, String> files = new TreeMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text(file, json))) {
            require(file, parser.nextToken() == JsonToken.START_OBJECT, "it is no JSON object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                if (key.equals("weight_map")) {
                    readMap(file, parser, files);
                } else {
                    // metadata: sizes that writers count in different ways, so nothing can be checked with them
                    parser.skipChildren();
                }
            }
            require(file, parser.nextToken() == null, "something follows its JSON object");
        } catch (JacksonException e) {
            throw invalid(file, "it is not the JSON it must be (%s)".formatted(e.getOriginalMessage()));
        }
        ShardIndex index = new ShardIndex(files);
        require(file, !files.isEmpty(), "it lists no tensors under weight_map");
        require(file, index.shards().size() <= MAX_SHARDS, "it names more than %d files".formatted(MAX_SHARDS));
        return index;
    }

    private static char[] text(String file, byte[] json) {
        try {
            var chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            char[] text = new char[chars.remaining()];
            chars.get(text);
            return text;
        } catch (CharacterCodingException e) {
            throw invalid(file, "it is not UTF-8 text");
        }
    }

    private static void readMap(String file, JsonParser parser, Map<String, String> files) {
        require(file, parser.currentToken() == JsonToken.START_OBJECT, "its weight_map is no object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String tensor = parser.currentName();
            require(
                    file,
                    parser.nextToken() == JsonToken.VALUE_STRING,
                    "its weight_map holds something else than texts");
            String shard = parser.getString();
            if (!FILE.matcher(shard).matches()) {
                throw invalid(
                        file,
                        "it places %s in %s, which is no name of a weights file beside it"
                                .formatted(shown(tensor), shown(shard)));
            }
            files.put(tensor, shard);
        }
    }

    /** The file's text: sorted keys, two spaces, all beyond ASCII escaped, as the format's home writes it. */
    String json(long totalBytes) {
        StringBuilder json = new StringBuilder("{\n  \"metadata\": {\n    \"total_size\": ")
                .append(totalBytes)
                .append("\n  },\n  \"weight_map\": {");
        String separator = "\n";
        for (Map.Entry<String, String> entry : files.entrySet()) {
            json.append(separator)
                    .append("    ")
                    .append(quoted(entry.getKey()))
                    .append(": ")
                    .append(quoted(entry.getValue()));
            separator = ",\n";
        }
        return json.append("\n  }\n}\n").toString();
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c >= ' ' && c <= '~') {
                        out.append(c);
                    } else {
                        out.append("\\u%04x".formatted((int) c));
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static void require(String file, boolean isRight, String otherwise) {
        if (!isRight) {
            throw invalid(file, otherwise);
        }
    }

    /** The error of an index that breaks a rule, alone or together with its files. */
    static FormatException invalid(String file, String why) {
        return new FormatException(
                "%s is not a valid index of shards: %s. Download or save all its files again.".formatted(file, why));
    }
}

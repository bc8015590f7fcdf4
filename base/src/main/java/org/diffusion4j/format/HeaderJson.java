// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.diffusion4j.error.FormatException;

/** The header of a safetensors file as text: compact JSON, in the form of the format's reference writer. */
final class HeaderJson {
    /** The key that holds the metadata and therefore cannot name a tensor. */
    static final String METADATA = "__metadata__";

    private HeaderJson() {}

    /** Metadata first (left out where empty), then the tensors in the order of the map. */
    static String of(Map<String, String> metadata, Map<String, TensorInfo> entries) {
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            json.append(quoted(METADATA)).append(":{");
            json.append(metadata.entrySet().stream()
                    .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
                    .collect(Collectors.joining(",")));
            json.append(entries.isEmpty() ? "}" : "},");
        }
        json.append(entries.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ":" + tensor(entry.getValue()))
                .collect(Collectors.joining(",")));
        return json.append('}').toString();
    }

    private static String tensor(TensorInfo info) {
        String shape = info.shape().stream().map(String::valueOf).collect(Collectors.joining(","));
        return "{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                .formatted(info.dtype(), shape, info.begin(), info.end());
    }

    /** Only what JSON demands is escaped; all other characters stay as they are, in UTF-8. */
    private static String quoted(String text) {
        if (!isUnicode(text)) {
            throw new FormatException(
                    "the name '%s' holds half of a surrogate pair, which UTF-8 cannot express. Use another name."
                            .formatted(text));
        }
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
                    if (c < ' ') {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** Whether the text can be written as UTF-8, that is, has no lone surrogates. */
    static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}

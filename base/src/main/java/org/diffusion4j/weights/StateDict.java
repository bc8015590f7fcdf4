// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;

/**
 * The tensors of a saved value, which is a dict of them, or a dict that holds one such dict among other things.
 *
 * @param key under which top-level key the tensors were, if not at the top
 * @param tensors by name
 * @param leftOut top-level keys that hold no tensors of this model: optimiser states, settings
 * @param facts top-level numbers and short texts, such as the epoch
 */
record StateDict(
        Optional<String> key, Map<String, StridedTensor> tensors, List<String> leftOut, Map<String, String> facts) {
    private static final int MAX_FACT_LENGTH = 256;

    /**
     * Finds the tensors.
     *
     * @param file how messages call the file
     * @param wanted the top-level key to read, if somebody chose one
     */
    static StateDict of(String file, Object root, Optional<String> wanted) {
        if (!(root instanceof Map<?, ?> top)) {
            throw new FormatException(
                    "%s holds %s, and a dict of tensors is expected. Save model.state_dict() in Python and give that file."
                            .formatted(file, root instanceof StridedTensor ? "one tensor without a name" : "no dict"));
        }
        List<String> nested = top.entrySet().stream()
                .filter(entry -> entry.getKey() instanceof String
                        && entry.getValue() instanceof Map<?, ?> inner
                        && hasTensors(inner))
                .map(entry -> String.valueOf(entry.getKey()))
                .toList();
        if (wanted.isPresent()) {
            return chosen(file, top, nested, wanted.get());
        }
        if (nested.size() > 1) {
            throw new ConfigException("%s holds tensors under %d keys: %s. Choose one of them with --key."
                    .formatted(file, nested.size(), listed(nested)));
        }
        if (nested.size() == 1) {
            return chosen(file, top, nested, nested.get(0));
        }
        if (!hasTensors(top)) {
            throw new FormatException(
                    "%s holds a dict without tensors (keys: %s). Save model.state_dict() in Python and give that file."
                            .formatted(file, listed(top.keySet().stream().toList())));
        }
        return new StateDict(Optional.empty(), tensors(file, top), rest(top, Optional.empty()), facts(top));
    }

    private static StateDict chosen(String file, Map<?, ?> top, List<String> nested, String key) {
        if (!nested.contains(key) || !(top.get(key) instanceof Map<?, ?> inner)) {
            throw new ConfigException("%s holds no tensors under the key %s. It has tensors under: %s."
                    .formatted(file, shown(key), nested.isEmpty() ? "no key, leave --key out" : listed(nested)));
        }
        return new StateDict(Optional.of(key), tensors(file, inner), rest(top, Optional.of(key)), facts(top));
    }

    private static boolean hasTensors(Map<?, ?> dict) {
        return dict.values().stream().anyMatch(StridedTensor.class::isInstance);
    }

    private static Map<String, StridedTensor> tensors(String file, Map<?, ?> dict) {
        Map<String, StridedTensor> tensors = new LinkedHashMap<>();
        dict.forEach((key, value) -> {
            if (value instanceof StridedTensor tensor) {
                if (!(key instanceof String name)) {
                    throw StateDictFile.invalid(file, "a tensor has a name that is no text");
                }
                tensors.put(name, tensor);
            }
        });
        return tensors;
    }

    /** Keys whose values were not read, neither as tensors nor as facts. */
    private static List<String> rest(Map<?, ?> top, Optional<String> chosen) {
        List<String> rest = new ArrayList<>();
        top.forEach((key, value) -> {
            boolean isRead = chosen.isPresent() ? chosen.get().equals(key) : value instanceof StridedTensor;
            if (!isRead && !isFact(key, value)) {
                rest.add(String.valueOf(key));
            }
        });
        return rest;
    }

    private static Map<String, String> facts(Map<?, ?> top) {
        Map<String, String> facts = new LinkedHashMap<>();
        top.forEach((key, value) -> {
            if (isFact(key, value)) {
                facts.put(String.valueOf(key), String.valueOf(value));
            }
        });
        return facts;
    }

    private static boolean isFact(Object key, Object value) {
        return key instanceof String
                && (value instanceof Number
                        || value instanceof Boolean
                        || (value instanceof String text && text.length() <= MAX_FACT_LENGTH));
    }

    private static String listed(List<?> keys) {
        return keys.stream().limit(8).map(key -> shown(String.valueOf(key))).collect(Collectors.joining(", "))
                + (keys.size() > 8 ? ", …" : "");
    }
}

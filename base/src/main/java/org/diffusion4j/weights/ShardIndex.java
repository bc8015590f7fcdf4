// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.error.FormatException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code NAME.safetensors.index.json} (or {@code .bin.index.json}): which tensor lies in which of the files beside it.
 *
 * @param files the file of each tensor, by the tensor's name
 */
record ShardIndex(Map<String, String> files) {
    static final String SUFFIX = ".index.json";

    /** A variant of the weights stands before the last ending in recent versions, and before the first in others. */
    private static final Pattern NAME = Pattern.compile(".*\\.index(\\.[A-Za-z0-9_]+)?\\.json", Pattern.DOTALL);

    private static final int MAX_SHARDS = 1000;
    private static final Pattern FILE = Pattern.compile("[^/\\\\:\\p{Cntrl}]{1,200}\\.(safetensors|bin|pth?)");

    ShardIndex {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /** Whether a file of this name is one. */
    static boolean isOne(String name) {
        return NAME.matcher(name).matches();
    }

    /** All files that are named, sorted. */
    Set<String> shards() {
        return new TreeSet<>(files.values());
    }

    /**
     * Reads an index. Its sizes are passed over, because writers count them in different ways.
     *
     * @throws FormatException if it is no index, or names something else than files beside it
     * @throws org.diffusion4j.error.StorageException if it cannot be read
     */
    static ShardIndex read(Path path) {
        String file = path.toString();
        JsonNode map = DiffusersJson.read(path).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw invalid(file, "it lists no tensors under weight_map");
        }
        Map<String, String> files = new TreeMap<>();
        map.properties().forEach(entry -> {
            String shard = entry.getValue().asString("");
            if (!FILE.matcher(shard).matches()) {
                throw invalid(
                        file,
                        "it places %s in %s, which is no name of a weights file beside it"
                                .formatted(shown(entry.getKey()), shown(shard)));
            }
            files.put(entry.getKey(), shard);
        });
        ShardIndex index = new ShardIndex(files);
        if (index.shards().size() > MAX_SHARDS) {
            throw invalid(file, "it names more than %d files".formatted(MAX_SHARDS));
        }
        return index;
    }

    /** The file's text, as the format's home writes it. */
    String json(long totalBytes) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.putObject("metadata").put("total_size", totalBytes);
        ObjectNode map = json.putObject("weight_map");
        files.forEach(map::put);
        return DiffusersJson.text(json);
    }

    /** The error of an index that breaks a rule, alone or together with its files. */
    static FormatException invalid(String file, String why) {
        return new FormatException(
                "%s is not a valid index of shards: %s. Download or save all its files again.".formatted(file, why));
    }
}

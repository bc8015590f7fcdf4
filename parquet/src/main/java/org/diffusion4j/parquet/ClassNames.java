// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.parquet;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The names of classes that Hugging Face's library writes into the metadata of a file. */
final class ClassNames {
    /** The key of those metadata. */
    static final String KEY = "huggingface";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ClassNames() {}

    /**
     * The names by number; empty where the metadata say nothing of them.
     *
     * @param json {@code {"info": {"features": {COLUMN: {"names": […]}}}}}
     */
    static List<String> of(String json, String column) {
        try {
            JsonNode names = JSON.readTree(json)
                    .path("info")
                    .path("features")
                    .path(column)
                    .path("names");
            List<String> all = new ArrayList<>();
            names.forEach(name -> all.add(name.asString()));
            return List.copyOf(all);
        } catch (JacksonException e) {
            return List.of(); // somebody else's metadata under that key: the numbers are the names then
        }
    }
}

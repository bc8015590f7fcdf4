// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The keys of each scheduler class of the library, with their default values: what a file of it holds. */
public final class SchedulerDefaults {
    private static final String RESOURCE = "scheduler-defaults.json";
    private static final JsonNode CLASSES = read();

    private SchedulerDefaults() {}

    /**
     * A new object with all keys of a class.
     *
     * @throws FormatException if the class is not known
     */
    public static ObjectNode of(String className) {
        JsonNode defaults = CLASSES.get(className);
        if (defaults == null) {
            throw new FormatException(
                    "The scheduler class %s is not known here. Known are %s; read the file as one of these."
                            .formatted(className, String.join(", ", CLASSES.propertyNames())));
        }
        return (ObjectNode) defaults.deepCopy();
    }

    private static JsonNode read() {
        try (InputStream in = SchedulerDefaults.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new StorageException(
                        "the table of scheduler classes is missing from the class path. Build the project again.");
            }
            return DiffusersJson.parse(RESOURCE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StorageException(
                    "the table of scheduler classes cannot be read (%s). Build the project again."
                            .formatted(StorageException.reason(e)),
                    e);
        }
    }
}

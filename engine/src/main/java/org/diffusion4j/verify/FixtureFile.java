// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a {@code .json} file and tells fixtures from data. */
final class FixtureFile {
    private static final long MOST_BYTES = 64L << 20;

    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(100)
                    .build())
            .build());

    private FixtureFile() {}

    /**
     * The fixture, or empty where there is no top-level {@code kind}.
     *
     * @throws tools.jackson.core.JacksonException if the file is not JSON
     * @throws FixtureException if it is a fixture of more than 64 MiB
     */
    static Optional<Node> read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            if (hasKind(file)) {
                throw new FixtureException("the file is larger than %d MiB".formatted(MOST_BYTES >> 20));
            }
            return Optional.empty();
        }
        JsonNode json = JSON.readTree(Files.readAllBytes(file));
        if (json.isMissingNode()) {
            throw new FixtureException("the file is empty");
        }
        return json.isObject() && json.has("kind") ? Optional.of(new Node(json, "")) : Optional.empty();
    }

    /** Looks through a file of any size without keeping it. */
    private static boolean hasKind(Path file) {
        try (JsonParser parser = JSON.createParser(file)) {
            boolean found = false;
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    found |= parser.currentName().equals("kind");
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
            return found;
        }
    }
}

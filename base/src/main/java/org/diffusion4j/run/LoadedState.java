// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.format.SafeTensors;
import tools.jackson.databind.JsonNode;

/** A state that was read back and whose every byte was checked. Close it when its arrays have been copied. */
public final class LoadedState implements AutoCloseable {
    private final StateFolder folder;
    private final StateManifest manifest;
    private final Map<String, SafeTensors> parts = new TreeMap<>();

    /** Opens the files of a state that was verified. */
    LoadedState(StateFolder folder, StateManifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
        try {
            manifest.parts().keySet().forEach(part -> parts.put(part, SafeTensors.open(folder.part(part))));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where the state lies. */
    public Path folder() {
        return folder.path();
    }

    /** Steps done. */
    public long step() {
        return manifest.step();
    }

    /** How good the model was; lower is better. */
    public OptionalDouble score() {
        return manifest.optionalScore();
    }

    /** What the run said about itself when it saved. */
    public JsonNode facts() {
        return manifest.facts();
    }

    /** Names of the parts. */
    public Set<String> parts() {
        return Set.copyOf(parts.keySet());
    }

    /**
     * The arrays of one part.
     *
     * @throws CheckpointException if the state has no such part
     */
    public SafeTensors part(String name) {
        SafeTensors part = parts.get(name);
        if (part == null) {
            throw new CheckpointException(
                    "state %s has no part '%s', only %s. Open it with the kind of run that saved it."
                            .formatted(folder.path(), name, parts.keySet()));
        }
        return part;
    }

    @Override
    public void close() {
        parts.values().forEach(SafeTensors::close);
    }
}

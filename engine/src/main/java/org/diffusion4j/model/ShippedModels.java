// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.SafeTensors;

/** Models that ship with the project, below {@code /org/diffusion4j/models/NAME}. */
public final class ShippedModels {
    /** What they are called. */
    public static final List<String> NAMES = List.of("spiral", "classes", "sprites", "blend", "mat");

    private ShippedModels() {}

    /**
     * The weights of a shipped model, with its recipe among their metadata; the caller closes them.
     *
     * @param name one of {@link #NAMES}
     */
    public static SafeTensors open(String name) {
        String path = "/org/diffusion4j/models/" + name + "/model.safetensors";
        try (InputStream in = ShippedModels.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new StorageException(
                        "the shipped model '%s' is missing from the class path. Build the project again."
                                .formatted(name));
            }
            return SafeTensors.of(name, ByteBuffer.wrap(in.readAllBytes()));
        } catch (IOException e) {
            throw new StorageException(
                    "the shipped model '%s' cannot be read (%s). Build the project again."
                            .formatted(name, StorageException.reason(e)),
                    e);
        }
    }
}

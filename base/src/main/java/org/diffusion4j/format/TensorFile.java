// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.nio.ByteBuffer;
import java.util.Map;
import org.diffusion4j.error.ConfigException;

/**
 * Named tensors that lie in files, whatever the format: what loads, converts or describes weights needs nothing else.
 * Opening reads names and shapes only; content is read when it is asked for.
 */
public interface TensorFile extends AutoCloseable {
    /** How messages call it: a path, as a rule. */
    String name();

    /** What it is, in a few words for a person: {@code "safetensors"}, {@code "2 shards of safetensors"}. */
    String description();

    /** Free text that the writer left; may be empty. */
    Map<String, String> metadata();

    /** All tensors by name, in the order of the file. Their content can be written until {@link #close}. */
    Map<String, NamedArray> arrays();

    /**
     * The content of a tensor of less than 2 GiB: little endian, row-major, contiguous, read-only. The buffer may show
     * the file itself, which must not be cut short meanwhile.
     *
     * @throws ConfigException if there is no tensor of that name, or it is too large
     */
    ByteBuffer bytes(String name);

    /**
     * Writes what {@link #bytes} gives to {@code to}, from its position on; the same errors. Memory for one more copy is
     * taken only by files that cannot do without.
     */
    default void read(String name, ByteBuffer to) {
        to.put(bytes(name));
    }

    @Override
    void close();

    /**
     * One tensor.
     *
     * @throws ConfigException if there is none of that name
     */
    default NamedArray array(String name) {
        NamedArray array = arrays().get(name);
        if (array == null) {
            String first = String.join(", ", arrays().keySet().stream().limit(5).toList());
            throw new ConfigException("%s has no tensor '%s'. It has %d tensors: %s."
                    .formatted(name(), name, arrays().size(), arrays().size() > 5 ? first + ", …" : first));
        }
        return array;
    }
}

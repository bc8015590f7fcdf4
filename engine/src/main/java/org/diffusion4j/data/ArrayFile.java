// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.image.Skipped;

/**
 * A set of pictures that was written as a NumPy array, (N, H, W, C) of bytes, with its labels in a second one beside it.
 * Training reads such a file in place: nothing is unpacked, and memory holds only what is looked at.
 *
 * @param pictures the array
 * @param labels the array of labels, (N) or (N, K); absent where items have none
 * @param recipe a YAML file with the data block that reads both
 * @param written pictures in them
 * @param skipped what was left out, and why
 */
public record ArrayFile(Path pictures, Optional<Path> labels, Path recipe, int written, List<Skipped> skipped) {
    /** Is told how far the work is. */
    @FunctionalInterface
    public interface Watcher {
        /** {@code done} pictures of {@code all} were read. */
        void onPicture(int done, int all);
    }

    /** Copies the list. */
    public ArrayFile {
        skipped = List.copyOf(skipped);
    }

    /**
     * Reads all pictures of {@code config} and writes those that are whole.
     *
     * @param file the array to write, ending with .npy; the others take its name
     * @param watcher is told how far the work is
     * @throws ConfigException if the data are no pictures, or one of the files is there already
     * @throws StorageException if something cannot be written
     */
    public static ArrayFile write(DataConfig config, Path file, Watcher watcher) {
        return new ArrayWriting(file).of(config, watcher);
    }
}

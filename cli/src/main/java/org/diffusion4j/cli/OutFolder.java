// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.model.Samples;
import org.diffusion4j.run.FileLayer;

/** The folder that {@code --out} names. */
record OutFolder(Path path) {
    /**
     * Makes the folder, and refuses one that cannot be written to: before the work, not after it.
     *
     * @return the folders that were made, the innermost first
     */
    List<Path> require() {
        List<Path> made = new ArrayList<>();
        for (Path at = path.toAbsolutePath(); at != null && !Files.exists(at); at = at.getParent()) {
            made.add(at);
        }
        try {
            FileLayer.disk().createFolders(path);
        } catch (IOException e) {
            removeEmpty(made);
            throw unwritable(e);
        }
        if (!Files.isWritable(path)) {
            removeEmpty(made);
            throw unwritable(new AccessDeniedException(path.toString()));
        }
        return made;
    }

    /** Removes those folders in which nothing was written. */
    static void removeEmpty(List<Path> innermostFirst) {
        for (Path folder : innermostFirst) {
            try {
                FileLayer.disk().delete(folder);
            } catch (IOException stays) {
                // something lies in it, or it is somebody else's by now
            }
        }
    }

    /**
     * Refuses inputs that a result would be written over: files of this folder with a name that results have.
     *
     * @param inputs files, or names of other pictures
     */
    void requireApartFrom(List<String> inputs) {
        for (String input : inputs) {
            Path file = Path.of(input).toAbsolutePath();
            if (EditedPictures.NAMES.matcher(String.valueOf(file.getFileName())).matches()
                    && Files.isRegularFile(file)
                    && isFolderOf(file)) {
                throw new ConfigException(
                        "'%s' lies in the folder that results are written to, and one of them may have its name. Choose another folder with --out, or give the file another name."
                                .formatted(input));
            }
        }
    }

    private boolean isFolderOf(Path file) {
        try {
            return Files.isDirectory(path) && Files.isSameFile(path, file.resolveSibling(""));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Writes samples as lines of numbers. */
    Path csv(Samples samples) {
        float[] values = samples.values();
        int each = values.length / samples.count();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            text.append(values[i]).append((i + 1) % each == 0 ? '\n' : ',');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        Path file = path.resolve("samples.csv");
        try {
            FileLayer.disk().replace(file, ByteContent.of(() -> ByteBuffer.wrap(bytes)));
        } catch (IOException e) {
            throw unwritable(e);
        }
        return file;
    }

    private StorageException unwritable(IOException e) {
        return new StorageException(
                "nothing can be written to %s (%s). Make it a folder that you may write, free some space, or choose another with --out."
                        .formatted(path, StorageException.reason(e)),
                e);
    }
}

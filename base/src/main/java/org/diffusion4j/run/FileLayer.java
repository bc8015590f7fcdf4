// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.format.ByteContent;

/**
 * The few operations on files that a run needs, each of which either happens or fails with an {@link IOException}.
 * {@link #disk} is the real one; tests put failing ones in its place.
 */
public interface FileLayer {
    /** A file open for writing. */
    interface Output extends WritableByteChannel {
        /** Returns when everything written so far has reached the disk. */
        void sync() throws IOException;
    }

    /** Makes a file, or empties the one that is there. */
    Output create(Path file) throws IOException;

    /** Opens a file for writing at its end; makes it where it is missing. */
    Output append(Path file) throws IOException;

    /** Opens a file for reading. */
    SeekableByteChannel open(Path file) throws IOException;

    /** Cuts a file to that length. */
    void truncate(Path file, long byteCount) throws IOException;

    /** What a folder holds, sorted by name; nothing where there is no such folder. */
    List<Path> list(Path folder) throws IOException;

    /** Whether there is such a file or folder. */
    boolean exists(Path path);

    /** Whether a path is a symbolic link. */
    boolean isLink(Path path);

    /** Makes one folder; fails if something of that name is there. */
    void createFolder(Path folder) throws IOException;

    /** Makes a folder and those above it, as far as they are missing. */
    void createFolders(Path folder) throws IOException;

    /** Renames in one step, within a file system. A file at {@code to} is replaced, a folder is not. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file or an empty folder, if it is there. */
    void delete(Path path) throws IOException;

    /** Returns when names made, changed or removed in a folder have reached the disk. */
    void syncFolder(Path folder) throws IOException;

    /** Bytes that can still be written to the file system of a path. */
    long usableBytes(Path path) throws IOException;

    /** Removes a folder and all it holds, if it is there; a link is removed, what it points to is not. */
    default void deleteTree(Path folder) throws IOException {
        if (!isLink(folder)) {
            for (Path path : list(folder)) {
                deleteTree(path);
            }
        }
        delete(folder);
    }

    /**
     * The bytes of a small file.
     *
     * @throws IOException if it has more than {@code maxBytes}, or cannot be read
     */
    default byte[] read(Path file, int maxBytes) throws IOException {
        try (SeekableByteChannel in = open(file)) {
            if (in.size() > maxBytes) {
                throw new IOException("it has %d bytes, at most %d are expected".formatted(in.size(), maxBytes));
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) in.size());
            while (bytes.hasRemaining()) {
                if (in.read(bytes) < 0) {
                    throw new IOException("it became shorter while it was read");
                }
            }
            return bytes.array();
        }
    }

    /** Writes a file so that its name shows, at any moment, either the old content or the whole new one. */
    default void replace(Path file, ByteContent content) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            try (Output out = create(fresh)) {
                content.writeTo(out);
                out.sync();
            }
            rename(fresh, file);
        } catch (IOException | RuntimeException e) {
            try {
                delete(fresh);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        syncFolder(file.resolveSibling("."));
    }

    /** The files of this machine. */
    static FileLayer disk() {
        return DiskFiles.INSTANCE;
    }
}

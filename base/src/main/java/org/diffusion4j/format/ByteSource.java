// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Random access to many bytes through read-only buffers that stay valid after {@link #close}. */
public interface ByteSource extends AutoCloseable {
    /** Bytes in all. */
    long size();

    /**
     * The bytes from {@code begin}; the range must lie inside. The buffer is big endian, as every new one.
     *
     * @throws IOException if the file cannot be read or mapped
     */
    ByteBuffer slice(long begin, int byteCount) throws IOException;

    /**
     * Writes the bytes from {@code begin} on to {@code to}, from its position to its limit; the range must lie inside.
     *
     * @throws IOException if the file cannot be read or mapped
     */
    default void read(long begin, ByteBuffer to) throws IOException {
        to.put(slice(begin, to.remaining()));
    }

    @Override
    void close() throws IOException;

    /** The bytes of a buffer, from position to limit. */
    static ByteSource of(ByteBuffer content) {
        ByteBuffer all = content.slice().asReadOnlyBuffer();
        return new ByteSource() {
            @Override
            public long size() {
                return all.remaining();
            }

            @Override
            public ByteBuffer slice(long begin, int byteCount) {
                return all.slice(Math.toIntExact(begin), byteCount);
            }

            @Override
            public void close() {}
        };
    }

    /**
     * The bytes of a file, read when they are asked for: for files of which each byte is used once. Mapped ones would count as
     * memory of the process until the garbage collector finds their buffers.
     *
     * @throws IOException if it cannot be read
     */
    static ByteSource read(Path path) throws IOException {
        FileChannel channel = opened(path);
        try {
            return new ReadFile(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileChannel opened(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException("it is a folder");
        }
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    /**
     * The bytes of a file, mapped into memory: a small file as a whole, a large one part by part.
     *
     * @throws IOException if it cannot be read
     */
    static ByteSource of(Path path) throws IOException {
        FileChannel channel = opened(path);
        try {
            if (channel.size() > Integer.MAX_VALUE) {
                return new LargeFile(channel);
            }
            // The mapping outlives the channel.
            ByteBuffer whole = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            channel.close();
            return of(whole);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}

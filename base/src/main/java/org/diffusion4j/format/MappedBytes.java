// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Many bytes, read by their place from any thread: those of a file, which the system keeps in memory as far as there is
 * room, or those of a buffer. A file must not change while it is open.
 */
public final class MappedBytes {
    private static final int WINDOW_BITS = 30; // one mapping can show 2 GiB at most

    private final List<ByteBuffer> windows;
    private final long size;

    private MappedBytes(List<ByteBuffer> windows, long size) {
        this.windows = windows;
        this.size = size;
    }

    /** The bytes of a file. It is closed at once; what was mapped stays until nobody refers to it. */
    public static MappedBytes of(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            List<ByteBuffer> windows = new ArrayList<>();
            long size = channel.size();
            for (long from = 0; from < size; from += 1L << WINDOW_BITS) {
                long length = Math.min(1L << WINDOW_BITS, size - from);
                windows.add(channel.map(FileChannel.MapMode.READ_ONLY, from, length));
            }
            return new MappedBytes(windows, size);
        }
    }

    /** The bytes of an array, which is not copied: at most 1 GiB. */
    public static MappedBytes of(byte[] bytes) {
        if (bytes.length > 1 << WINDOW_BITS) {
            throw new IllegalArgumentException("%d bytes are more than one window".formatted(bytes.length));
        }
        return new MappedBytes(List.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer()), bytes.length);
    }

    /** How many. */
    public long size() {
        return size;
    }

    /**
     * Copies {@code count} bytes from the place {@code at} on.
     *
     * @throws IndexOutOfBoundsException if they are not all there
     */
    public void read(long at, byte[] target, int from, int count) {
        Objects.checkFromIndexSize(at, count, size);
        int done = 0;
        while (done < count) {
            ByteBuffer window = windows.get((int) ((at + done) >> WINDOW_BITS));
            int within = (int) ((at + done) & ((1L << WINDOW_BITS) - 1));
            int part = Math.min(count - done, window.capacity() - within);
            window.get(within, target, from + done, part);
            done += part;
        }
    }
}

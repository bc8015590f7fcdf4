// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A file that no single buffer can show. It is mapped in windows that overlap, so that most ranges lie within one: the
 * system limits the number of mappings, and a file may have more tensors than that.
 */
final class LargeFile implements ByteSource {
    /** From the begin of one window to that of the next; a window is almost twice as long. */
    private static final long STRIDE = 1L << 30;

    private final FileChannel channel;
    private final long size;
    private final @Nullable ByteBuffer[] windows;

    LargeFile(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
        this.windows = new ByteBuffer[Math.toIntExact(size / STRIDE + 1)];
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public ByteBuffer slice(long begin, int byteCount) throws IOException {
        if (byteCount > STRIDE) {
            return channel.map(FileChannel.MapMode.READ_ONLY, begin, byteCount);
        }
        int index = (int) (begin / STRIDE);
        return window(index).slice((int) (begin - index * STRIDE), byteCount);
    }

    private synchronized ByteBuffer window(int index) throws IOException {
        ByteBuffer window = windows[index];
        if (window == null) {
            long begin = index * STRIDE;
            window = channel.map(FileChannel.MapMode.READ_ONLY, begin, Math.min(2 * STRIDE - 1, size - begin));
            windows[index] = window;
        }
        return window;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

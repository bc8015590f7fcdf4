// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file whose parts are copied into memory when they are asked for. */
final class ReadFile implements ByteSource {
    /** At once: the system's interface copies through memory of this size, which a thread then keeps. */
    private static final int PIECE_BYTES = 1 << 20;

    private final FileChannel channel;
    private final long size;

    ReadFile(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public ByteBuffer slice(long begin, int byteCount) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(byteCount);
        read(begin, bytes);
        return bytes.flip().asReadOnlyBuffer();
    }

    @Override
    public void read(long begin, ByteBuffer to) throws IOException {
        long first = begin - to.position();
        int end = to.limit();
        while (to.position() < end) {
            to.limit(Math.min(end, to.position() + PIECE_BYTES));
            if (channel.read(to, first + to.position()) < 0) {
                throw new EOFException("it was cut short to %d bytes while it was read".formatted(channel.size()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

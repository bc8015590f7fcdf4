// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A channel that fills a buffer, which has room for all that comes. */
record BufferChannel(ByteBuffer target) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) {
        int count = bytes.remaining();
        target.put(bytes);
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** Does nothing: the buffer stays. */
    @Override
    public void close() {}
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Sums up what it passes on.
 *
 * @param out where the bytes go
 * @param sums what they are summed into
 */
record SummedChannel(WritableByteChannel out, SegmentSums sums) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
        ByteBuffer seen = bytes.duplicate();
        int count = out.write(bytes);
        sums.update(seen.limit(seen.position() + count));
        return count;
    }

    @Override
    public boolean isOpen() {
        return out.isOpen();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.diffusion4j.error.ShapeException;

/** Lets through exactly the bytes of one array, so that a wrong array cannot shift those after it. */
final class CountedChannel implements WritableByteChannel {
    private final NamedArray array;
    private final WritableByteChannel out;
    private long written;

    CountedChannel(NamedArray array, WritableByteChannel out) {
        this.array = array;
        this.out = out;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > array.byteCount() - written) {
            throw wrong("at least " + (written + bytes.remaining()));
        }
        int count = out.write(bytes);
        written += count;
        return count;
    }

    void requireComplete() {
        if (written != array.byteCount()) {
            throw wrong(String.valueOf(written));
        }
    }

    private ShapeException wrong(String delivered) {
        return new ShapeException(
                "array '%s' delivered %s bytes, but shape %s of %s needs %d. Hand over all elements, once."
                        .formatted(array.name(), delivered, array.shape(), array.dtype(), array.byteCount()));
    }

    @Override
    public boolean isOpen() {
        return out.isOpen();
    }

    /** Does nothing: the file goes on after this array. */
    @Override
    public void close() {}
}

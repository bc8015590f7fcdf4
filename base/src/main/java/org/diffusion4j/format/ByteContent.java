// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.Supplier;

/**
 * Bytes that are produced when they are written, in one piece or in many, so that nothing beyond a piece needs to be in
 * memory. The bytes of an array are little endian, row-major and contiguous.
 */
@FunctionalInterface
public interface ByteContent {
    /**
     * Writes all bytes.
     *
     * @throws IOException if {@code out} refuses them
     */
    void writeTo(WritableByteChannel out) throws IOException;

    /** One piece, asked for when it is written; the bytes from position to limit count. */
    static ByteContent of(Supplier<ByteBuffer> bytes) {
        return out -> {
            ByteBuffer piece = bytes.get().duplicate();
            while (piece.hasRemaining()) {
                out.write(piece);
            }
        };
    }
}

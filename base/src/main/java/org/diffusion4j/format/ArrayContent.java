// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.Supplier;

/**
 * The bytes of an array, produced when they are written: little endian, row-major, contiguous. Large arrays may be
 * written in pieces, so that nothing beyond a piece needs to be in memory.
 */
@FunctionalInterface
public interface ArrayContent {
    /**
     * Writes all bytes.
     *
     * @throws IOException if {@code out} refuses them
     */
    void writeTo(WritableByteChannel out) throws IOException;

    /** One piece, asked for when it is written; the bytes from position to limit count. */
    static ArrayContent of(Supplier<ByteBuffer> bytes) {
        return out -> {
            ByteBuffer piece = bytes.get().duplicate();
            while (piece.hasRemaining()) {
                out.write(piece);
            }
        };
    }
}

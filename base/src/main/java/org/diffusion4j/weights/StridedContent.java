// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.format.ByteSource;

/**
 * The elements of a tensor in row-major order, gathered while they are written.
 *
 * @param tensor what to write
 * @param source the file
 * @param begin first byte of the tensor's storage in the file
 */
record StridedContent(StridedTensor tensor, ByteSource source, long begin) implements ByteContent {
    private static final int PIECE_BYTES = 1 << 20;

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        if (tensor.byteCount() == 0) {
            return;
        }
        // Below "split" the elements of a run lie side by side; above it, the places of runs are counted out.
        int split = tensor.contiguousFrom();
        long runBytes = tensor.elementBytes();
        for (int i = split; i < tensor.sizes().size(); i++) {
            runBytes *= tensor.sizes().get(i);
        }
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, tensor.byteCount()));
        long[] index = new long[split];
        long at = begin + tensor.offset() * tensor.elementBytes();
        do {
            copy(at + offset(index), runBytes, piece, out);
        } while (advance(index));
        flush(piece, out);
    }

    /** Bytes from the tensor's first element to that of this index. */
    private long offset(long[] index) {
        long elements = 0;
        for (int i = 0; i < index.length; i++) {
            elements += index[i] * tensor.strides().get(i);
        }
        return elements * tensor.elementBytes();
    }

    /** The next index in row-major order; false after the last. */
    private boolean advance(long[] index) {
        for (int i = index.length - 1; i >= 0; i--) {
            index[i]++;
            if (index[i] < tensor.sizes().get(i)) {
                return true;
            }
            index[i] = 0;
        }
        return false;
    }

    private void copy(long from, long byteCount, ByteBuffer piece, WritableByteChannel out) throws IOException {
        for (long at = 0; at < byteCount; ) {
            int count = (int) Math.min(PIECE_BYTES, byteCount - at);
            if (count > piece.remaining()) {
                flush(piece, out);
            }
            piece.put(source.slice(from + at, count));
            at += count;
        }
    }

    private static void flush(ByteBuffer piece, WritableByteChannel out) throws IOException {
        piece.flip();
        while (piece.hasRemaining()) {
            out.write(piece);
        }
        piece.clear();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.diffusion4j.error.FormatException;

/**
 * Writes an array as NumPy does: version 1, little endian, C order, the elements at a multiple of 64 bytes so that they
 * can be used where they are mapped. The array is asked for its bytes while it is written and may be larger than memory.
 */
public final class NpyWriter {
    private static final int ALIGNMENT = 64;

    private static final Map<DType, NpyType> TYPES = Map.ofEntries(
            Map.entry(DType.BOOL, NpyType.BOOL),
            Map.entry(DType.U8, NpyType.U1),
            Map.entry(DType.U16, NpyType.U2),
            Map.entry(DType.U32, NpyType.U4),
            Map.entry(DType.U64, NpyType.U8),
            Map.entry(DType.I8, NpyType.I1),
            Map.entry(DType.I16, NpyType.I2),
            Map.entry(DType.I32, NpyType.I4),
            Map.entry(DType.I64, NpyType.I8),
            Map.entry(DType.F16, NpyType.F2),
            Map.entry(DType.F32, NpyType.F4),
            Map.entry(DType.F64, NpyType.F8));

    private final NamedArray array;
    private final byte[] header;

    /**
     * Lays the file out; the array is not asked for its bytes yet.
     *
     * @throws FormatException if NumPy has no such type of elements
     */
    public NpyWriter(NamedArray array) {
        NpyType type = TYPES.get(array.dtype());
        if (type == null) {
            throw new FormatException("NumPy has no elements of type %s ('%s'). Convert them to F32."
                    .formatted(array.dtype(), array.name()));
        }
        this.array = array;
        String sizes = array.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
        String text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
                .formatted(
                        (type.bytes() == 1 ? "|" : "<") + type.code(),
                        sizes,
                        array.shape().size() == 1 ? "," : "");
        int bytes = (10 + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        int length = bytes - 10;
        header = ("\u0093NUMPY\u0001\0" + (char) (length & 255) + (char) (length >> 8) + text
                        + " ".repeat(length - text.length() - 1) + "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Bytes of the whole file. */
    public long byteCount() {
        return header.length + array.byteCount();
    }

    /**
     * Writes the file.
     *
     * @throws IOException if {@code out} refuses the bytes
     * @throws org.diffusion4j.error.ShapeException if the array delivers more or fewer bytes than its shape needs
     */
    public void writeTo(WritableByteChannel out) throws IOException {
        ByteBuffer first = ByteBuffer.wrap(header);
        while (first.hasRemaining()) {
            out.write(first);
        }
        CountedChannel counted = new CountedChannel(array, out);
        array.content().writeTo(counted);
        counted.requireComplete();
    }
}

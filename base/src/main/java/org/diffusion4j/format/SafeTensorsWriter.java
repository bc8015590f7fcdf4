// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.FormatException;

/**
 * Writes a safetensors file byte for byte as the format's reference writer does: compact header padded with spaces to a
 * multiple of 8, tensors by element type ({@link DType}, last constant first), then by name. The arrays are asked for
 * their bytes one after another, so that a file may be larger than memory.
 */
public final class SafeTensorsWriter {
    private static final int ALIGNMENT = 8;

    private final List<NamedArray> arrays;
    private final Map<String, TensorInfo> entries;
    private final byte[] header;

    /**
     * Lays the file out; no array is asked for its bytes yet.
     *
     * @param metadata free text, written in the order of the map; {@code format} = {@code pt} is what tools of the
     *     format's home ecosystem expect
     * @param arrays in any order
     * @throws FormatException if two arrays have one name, or a name cannot be written
     */
    public SafeTensorsWriter(Map<String, String> metadata, Collection<NamedArray> arrays) {
        this.arrays = arrays.stream()
                .sorted(Comparator.comparing(NamedArray::dtype, Comparator.reverseOrder())
                        .thenComparing(array -> array.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
                .toList();
        this.entries = layout(this.arrays);
        this.header = header(HeaderJson.of(metadata, entries).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, TensorInfo> layout(List<NamedArray> arrays) {
        Map<String, TensorInfo> entries = new LinkedHashMap<>();
        long begin = 0;
        for (NamedArray array : arrays) {
            if (array.name().equals(HeaderJson.METADATA)) {
                throw new FormatException(
                        "an array cannot be called __metadata__, which the format keeps for itself. Use another name.");
            }
            long end = Math.addExact(begin, array.byteCount());
            if (entries.put(array.name(), new TensorInfo(array.dtype(), array.shape(), begin, end)) != null) {
                throw new FormatException("two arrays are called %s, and names in a file are unique. Rename one."
                        .formatted(FormatException.shown(array.name())));
            }
            begin = end;
        }
        return Collections.unmodifiableMap(entries);
    }

    private static byte[] header(byte[] json) {
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = new byte[Long.BYTES + padded];
        Arrays.fill(header, (byte) ' ');
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
        return header;
    }

    /** Where each array will lie, in the order of writing. */
    public Map<String, TensorInfo> entries() {
        return entries;
    }

    /** Bytes in front of the first array. */
    public int dataBegin() {
        return header.length;
    }

    /** Bytes of the whole file. */
    public long byteCount() {
        return header.length
                + entries.values().stream().mapToLong(TensorInfo::byteCount).sum();
    }

    /**
     * Writes the file.
     *
     * @throws IOException if {@code out} refuses the bytes
     * @throws org.diffusion4j.error.ShapeException if an array delivers more or fewer bytes than its shape needs
     */
    public void writeTo(WritableByteChannel out) throws IOException {
        ByteBuffer first = ByteBuffer.wrap(header);
        while (first.hasRemaining()) {
            out.write(first);
        }
        for (NamedArray array : arrays) {
            array.writeTo(out);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An archive as torch.save makes it, around any pickle. */
final class PickledZip {
    private static final String PICKLE = "data.pkl";

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** Takes one byte a character. */
    PickledZip(String pickle) {
        this(pickle.getBytes(StandardCharsets.ISO_8859_1));
    }

    PickledZip(byte[] pickle) {
        entries.put(PICKLE, pickle);
    }

    PickledZip with(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** Instructions that build a tensor of float32 over the four elements of storage 0. */
    static String tensor(long offset, String sizes, String strides) {
        return tensor(offset, 4, sizes, strides);
    }

    static String tensor(long offset, long elements, String sizes, String strides) {
        return "ctorch._utils\n_rebuild_tensor_v2\n((U\7storagectorch\nFloatStorage\nU\0010U\3cpu" + number(elements)
                + "tQ" + number(offset) + tuple(sizes) + tuple(strides) + "\u0089NtR";
    }

    private static String tuple(String numbers) {
        StringBuilder tuple = new StringBuilder("(");
        for (String number : numbers.replaceAll("[()]", "").split(",", -1)) {
            tuple.append(number.isBlank() ? "" : number(Long.parseLong(number.strip())));
        }
        return tuple.append('t').toString();
    }

    private static String number(long value) {
        StringBuilder number = new StringBuilder("\u008a\b");
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            number.append((char) (value >> shift & 0xff));
        }
        return number.toString();
    }

    byte[] pickle() {
        return Objects.requireNonNull(entries.get(PICKLE));
    }

    byte[] bytes() {
        return bytes(pickle());
    }

    /** The archive around another pickle. */
    byte[] bytes(byte[] pickle) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                byte[] content = entry.getKey().equals(PICKLE) ? pickle : entry.getValue();
                CRC32 sum = new CRC32();
                sum.update(content);
                ZipEntry head = new ZipEntry("x/" + entry.getKey());
                head.setCrc(sum.getValue());
                head.setSize(content.length);
                zip.putNextEntry(head);
                zip.write(content);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}

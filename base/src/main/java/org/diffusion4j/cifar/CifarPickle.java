// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cifar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.pickle.PickleGlobals;
import org.diffusion4j.pickle.PickleReader;

/**
 * A file of the Python version of CIFAR: a pickled dict, read as data. Keys and texts are those of Python 2 or bytes of
 * Python 3; the pictures are a NumPy array of bytes, (N, 3072).
 */
final class CifarPickle {
    private final String name;
    private final Map<?, ?> dict;

    /**
     * Reads a file.
     *
     * @param name what messages call it, with its quotation marks
     * @throws FormatException if it is no pickle of such data
     */
    CifarPickle(String name, byte[] file) {
        this.name = name;
        PickleGlobals globals = PickleGlobals.of(name, PickledBytes.globals(name));
        Object value = new PickleReader(name, globals).read(ByteBuffer.wrap(file));
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong("it is no dict");
        }
        this.dict = map;
    }

    /** The pictures with their labels as records of the binary version. */
    byte[] records(CifarKind kind) {
        if (!(value("data") instanceof PickledBytes data)) {
            throw wrong("'data' is no array of bytes");
        }
        byte[] pictures = data.content();
        List<Long> shape = data.shape();
        if (shape.size() != 2 || shape.get(1) != CifarKind.PICTURE_BYTES) {
            throw wrong("'data' has the shape %s and not (N, 3072)".formatted(shape));
        }
        int count = Math.toIntExact(shape.get(0));
        byte[] records = new byte[Math.multiplyExact(count, kind.recordBytes())];
        for (int label = 0; label < kind.labels(); label++) {
            String key = kind.labelKeys().get(label);
            List<?> labels = list(key);
            if (labels.size() != count) {
                throw wrong("there are %d pictures and %d '%s'".formatted(count, labels.size(), key));
            }
            for (int i = 0; i < count; i++) {
                if (!(labels.get(i) instanceof Long number) || number < 0 || number >= kind.classes(label)) {
                    throw wrong("picture %d has something else than a label of %d classes in '%s'"
                            .formatted(i, kind.classes(label), key));
                }
                records[i * kind.recordBytes() + label] = number.byteValue();
            }
        }
        for (int i = 0; i < count; i++) {
            System.arraycopy(
                    pictures,
                    i * CifarKind.PICTURE_BYTES,
                    records,
                    i * kind.recordBytes() + kind.labels(),
                    CifarKind.PICTURE_BYTES);
        }
        return records;
    }

    /** The texts of a list. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object one : list(key)) {
            texts.add(text(one));
        }
        return texts;
    }

    private List<?> list(String key) {
        if (value(key) instanceof List<?> list) {
            return list;
        }
        throw wrong("'%s' is no list".formatted(key));
    }

    private Object value(String key) {
        Object value = dict.get(key);
        if (value == null) {
            value = dict.get(ByteBuffer.wrap(key.getBytes(StandardCharsets.US_ASCII)));
        }
        if (value == null) {
            throw wrong("it has no '%s'".formatted(key));
        }
        return value;
    }

    private String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof ByteBuffer bytes && bytes.remaining() <= 1_000) {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        }
        throw wrong("a name is no text");
    }

    private FormatException wrong(String what) {
        return new FormatException(
                "%s is no file of the Python version of CIFAR (%s). Copy it again.".formatted(name, what));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.error.FormatException;

/**
 * The beginning of a NumPy file: what the elements are and how they lie (the format's own document, versions 1 to 3).
 *
 * @param type of the elements
 * @param order of their bytes
 * @param isFortran whether the first index runs fastest, and not the last
 * @param shape sizes; empty for a single number
 * @param bytes of the header, after which the elements begin
 */
record NpyHeader(NpyType type, ByteOrder order, boolean isFortran, List<Long> shape, int bytes) {
    /** Bytes needed to know how long a header is. */
    static final int PROLOGUE = 12;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_BYTES = 65_536;
    private static final int MAX_DIMENSIONS = 32;

    private static final Pattern ENTRY = Pattern.compile(
            "\\s*'(\\w{1,20})'\\s*:\\s*('[^']{0,100}'|True|False|\\([0-9,L\\s]{0,2000}\\)|\\[[^\\n]*\\])\\s*(,|(?=\\}))");

    private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");

    /** Elements in all. */
    long elements() {
        return product(shape);
    }

    /** The product of sizes; negative where 8 bytes for each have no place in a long. */
    private static long product(List<Long> sizes) {
        long product = 1;
        for (long size : sizes) {
            if (size != 0 && product > Long.MAX_VALUE / 8 / size) {
                return -1;
            }
            product *= size;
        }
        return product;
    }

    /** How many bytes the header that begins here has in all, this prologue with it. */
    static int length(ByteBuffer prologue, String name) {
        ByteBuffer start = prologue.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < MAGIC.length; i++) {
            if (start.remaining() < PROLOGUE || start.get(start.position() + i) != MAGIC[i]) {
                throw new FormatException(
                        "'%s' does not begin like a NumPy file (.npy). Check that it is one and was copied whole."
                                .formatted(name));
            }
        }
        int major = start.get(start.position() + 6) & 255;
        if (major < 1 || major > 3) {
            throw new FormatException(
                    "'%s' is a NumPy file of version %d, and 1 to 3 are read. Save it again with numpy.save."
                            .formatted(name, major));
        }
        long text = major == 1
                ? start.getShort(start.position() + 8) & 0xFFFF
                : start.getInt(start.position() + 8) & 0xFFFFFFFFL;
        if (text > MAX_BYTES) {
            throw new FormatException(
                    "the header of '%s' is said to have %,d bytes, and at most %,d are read. The file is damaged; copy it again."
                            .formatted(name, text, MAX_BYTES));
        }
        return (int) text + (major == 1 ? 10 : 12);
    }

    /** Reads a whole header. */
    static NpyHeader of(ByteBuffer header, String name) {
        int length = length(header, name);
        if (header.remaining() < length) {
            throw new FormatException(
                    "'%s' ends within its header. The file was cut short; copy it again.".formatted(name));
        }
        int from = header.get(header.position() + 6) == 1 ? 10 : 12;
        byte[] text = new byte[length - from];
        header.duplicate().position(header.position() + from).get(text);
        Map<String, String> entries = entries(new String(text, StandardCharsets.UTF_8).strip(), name);
        String description = entries.getOrDefault("descr", "");
        List<Long> shape = shape(entries.getOrDefault("shape", ""), name);
        boolean isFortran = entries.getOrDefault("fortran_order", "").equals("True");
        ByteOrder order = description.startsWith("'>") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NpyHeader(type(description, name), order, isFortran, shape, length);
    }

    private static Map<String, String> entries(String text, String name) {
        Map<String, String> entries = new HashMap<>();
        Matcher entry = ENTRY.matcher(text);
        int at = 1;
        boolean isWhole = text.startsWith("{");
        while (isWhole && entry.find(at) && entry.start() == at) {
            isWhole = entries.put(entry.group(1), entry.group(2)) == null;
            at = entry.end();
        }
        isWhole &= at <= text.length() && text.substring(at).strip().equals("}");
        isWhole &= entries.keySet().equals(Set.of("descr", "fortran_order", "shape"));
        isWhole &= entries.getOrDefault("fortran_order", "").matches("True|False");
        if (!isWhole) {
            throw new FormatException(
                    "the header of '%s' is not the description that numpy.save writes (descr, fortran_order, shape). The file is damaged; save it again."
                            .formatted(name));
        }
        return entries;
    }

    private static NpyType type(String description, String name) {
        Matcher plain = Pattern.compile("'([<>|=]?)([a-zA-Z][0-9]{1,2})'").matcher(description);
        if (description.contains("O")) {
            throw new FormatException(
                    "'%s' holds Python objects (%s), which are programs and are never read. Save numbers, for example array.astype('float32')."
                            .formatted(name, shown(description)));
        }
        return (plain.matches() ? NpyType.named(plain.group(2)) : Optional.<NpyType>empty())
                .orElseThrow(() -> new FormatException(
                        "'%s' has elements of type %s, and %s are read. Convert it, for example with array.astype('float32')."
                                .formatted(
                                        name,
                                        shown(description),
                                        Stream.of(NpyType.values())
                                                .map(NpyType::code)
                                                .collect(Collectors.joining(", ")))));
    }

    private static String shown(String description) {
        return description.length() > 60 ? description.substring(0, 60) + "…" : description;
    }

    private static List<Long> shape(String tuple, String name) {
        List<Long> shape = new ArrayList<>();
        String inside =
                tuple.startsWith("(") ? tuple.substring(1, tuple.length() - 1).strip() : "?";
        for (String part : inside.isEmpty() ? new String[0] : inside.split(",")) {
            String size = part.strip().replaceFirst("L$", ""); // Python 2 wrote 3L
            if (!SIZE.matcher(size).matches() || shape.size() == MAX_DIMENSIONS) {
                throw new FormatException("the shape of '%s' is %s, which is none. The file is damaged; save it again."
                        .formatted(name, shown(tuple)));
            }
            shape.add(Long.parseLong(size));
        }
        if (product(shape) < 0) {
            throw new FormatException(
                    "the shape of '%s' is %s, which has more elements than any file. The file is damaged; save it again."
                            .formatted(name, shown(tuple)));
        }
        return List.copyOf(shape);
    }
}

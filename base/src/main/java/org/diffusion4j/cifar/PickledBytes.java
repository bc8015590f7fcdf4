// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cifar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.pickle.PickleFunction;
import org.diffusion4j.pickle.PickleObject;
import org.jspecify.annotations.Nullable;

/** A NumPy array of unsigned bytes inside a pickle; of another type it is refused when its content comes. */
final class PickledBytes implements PickleObject {
    private static final String TYPE = "u1";
    private static final String CLASS = "numpy.ndarray";

    /** Small enough that sizes can be multiplied; CIFAR has two dimensions, the longer of 50,000. */
    private static final int MOST_DIMENSIONS = 3;

    private static final int MOST_IN_ONE = 1_000_000;

    private final String name;
    private List<Long> shape = List.of();
    private @Nullable Object content;

    private PickledBytes(String name) {
        this.name = name;
    }

    /** The type of an array's elements. */
    private record ElementType(String code) implements PickleObject {
        /** Byte order and the like, which bytes do not have. */
        @Override
        public void accept(Object state) {}
    }

    /** What the names stand for that NumPy writes with an array, before and since its version 2. */
    static Map<String, Object> globals(String name) {
        PickleFunction empty = arguments -> new PickledBytes(name);
        PickleFunction whole = arguments -> {
            if (arguments.size() != 4) {
                throw wrong(name, "an array is made of %d parts".formatted(arguments.size()));
            }
            PickledBytes array = new PickledBytes(name);
            array.set(arguments.get(2), arguments.get(1), "C".equals(arguments.get(3)), arguments.get(0));
            return array;
        };
        PickleFunction type = arguments -> {
            if (arguments.isEmpty() || !(arguments.get(0) instanceof String code)) {
                throw wrong(name, "the type of an array is named by something else than a text");
            }
            return new ElementType(code);
        };
        return Map.of(
                "numpy.core.multiarray._reconstruct",
                empty,
                "numpy._core.multiarray._reconstruct",
                empty,
                "numpy.core.numeric._frombuffer",
                whole,
                "numpy._core.numeric._frombuffer",
                whole,
                CLASS,
                CLASS,
                "numpy.dtype",
                type);
    }

    /** Version, shape, type, whether the first index runs fastest, and the bytes. */
    @Override
    public void accept(Object state) {
        if (!(state instanceof List<?> parts) || parts.size() != 5) {
            throw wrong(name, "its array has another content than NumPy writes");
        }
        set(parts.get(1), parts.get(2), Boolean.FALSE.equals(parts.get(3)), parts.get(4));
    }

    private void set(Object sizes, Object type, boolean isInOrder, Object bytes) {
        boolean isOfBytes = content == null
                && isInOrder
                && type instanceof ElementType element
                && element.code.equals(TYPE)
                && sizes instanceof List<?> list
                && list.size() <= MOST_DIMENSIONS
                && list.stream().allMatch(size -> size instanceof Long side && side >= 0 && side <= MOST_IN_ONE);
        if (!isOfBytes) {
            throw wrong(name, "its array is none of bytes in C order");
        }
        List<Long> sides = ((List<?>) sizes).stream().map(Long.class::cast).toList();
        long elements = sides.stream().reduce(1L, (a, b) -> a * b);
        long there = bytes instanceof ByteBuffer buffer
                ? buffer.remaining()
                : bytes instanceof String text ? text.length() : -1; // of Python 2; one character is one byte
        if (elements != there) {
            throw wrong(name, "its array has the shape %s and %d bytes".formatted(sides, there));
        }
        shape = sides;
        content = bytes;
    }

    private static FormatException wrong(String name, String what) {
        return new FormatException(
                "%s is no file of the Python version of CIFAR (%s). Copy it again.".formatted(name, what));
    }

    /** Sizes; empty before the content came. */
    List<Long> shape() {
        return shape;
    }

    /** The elements in C order; made when they are asked for, because a pickle can name one text for many arrays. */
    byte[] content() {
        if (content instanceof String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        if (content instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        throw wrong(name, "its array has no content");
    }
}

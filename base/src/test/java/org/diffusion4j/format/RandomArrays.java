// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Arrays of all types, shapes and names, drawn from a seed. */
final class RandomArrays {
    private static final List<DType> TYPES = List.of(DType.values());

    private RandomArrays() {}

    /** Fifty seeds; one of them is replayed with {@code -Dprop.seed=…}. */
    static LongStream seeds() {
        long one = Long.getLong("prop.seed", -1);
        return one >= 0 ? LongStream.of(one) : new SplittableRandom(42).longs(50, 0, Long.MAX_VALUE);
    }

    static List<NamedArray> draw(Random random, Map<String, byte[]> contents) {
        List<NamedArray> arrays = new ArrayList<>();
        int count = random.nextInt(12);
        while (arrays.size() < count) {
            String name = name(random);
            if (contents.containsKey(name)) {
                continue;
            }
            DType dtype = TYPES.get(random.nextInt(TYPES.size()));
            long[] shape = shape(random, dtype);
            byte[] bytes =
                    new byte[(int) dtype.byteCount(LongStream.of(shape).boxed().toList())];
            random.nextBytes(bytes);
            contents.put(name, bytes);
            arrays.add(NamedArray.of(name, dtype, shape, () -> ByteBuffer.wrap(bytes)));
        }
        return arrays;
    }

    static Map<String, String> drawTexts(Random random) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            texts.put(name(random), name(random));
        }
        return texts;
    }

    private static long[] shape(Random random, DType dtype) {
        long[] shape = random.longs(random.nextInt(4), 0, 5).toArray();
        if (dtype.bits() >= Byte.SIZE) {
            return shape;
        }
        // Elements of less than a byte come in fours, so that they always fill whole bytes.
        return shape.length == 0
                ? new long[] {4}
                : LongStream.of(shape).map(n -> n * 4).toArray();
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            int c = switch (random.nextInt(6)) {
                case 0 -> random.nextInt(0x20);
                case 1 -> 0xac00 + random.nextInt(11172);
                case 2 -> 0x1f600 + random.nextInt(0x50);
                case 3 -> "\"\\/\u007f\u2028".charAt(random.nextInt(5));
                default -> 'a' + random.nextInt(26);
            };
            name.appendCodePoint(c);
        }
        return name.toString();
    }
}

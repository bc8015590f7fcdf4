// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ShapeException;

/** Shape checks at the door, in our words. */
public final class Shapes {
    /** Stands for any size in an expected shape. */
    public static final long ANY = -1;

    private Shapes() {}

    /**
     * Checks that {@code tensor} has the expected shape; {@link #ANY} matches every size.
     *
     * @param what the name of the argument
     * @throws ShapeException naming both shapes
     */
    public static void require(String what, Tensor tensor, long... expected) {
        long[] got = tensor.shape();
        boolean fits = got.length == expected.length;
        for (int i = 0; fits && i < got.length; i++) {
            fits = expected[i] == ANY || expected[i] == got[i];
        }
        if (!fits) {
            throw new ShapeException("%s must have the shape %s but has %s. Check the batch, channel and size order."
                    .formatted(what, text(expected), text(got)));
        }
    }

    /** Number of elements of a shape. */
    public static long elements(long... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** For example {@code (any, 3, 32, 32)}. */
    public static String text(long... shape) {
        return Arrays.stream(shape)
                .mapToObj(n -> n == ANY ? "any" : Long.toString(n))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}

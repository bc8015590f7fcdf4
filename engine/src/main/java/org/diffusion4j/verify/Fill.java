// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The deterministic numbers that stand for weights and inputs in fixtures, so that these need not store them.
 *
 * <p>Element i of the tensor {@code name} is offset + scale · r, computed in double and rounded to float32 once; r in
 * [−1, 1) has 24 bits of SplitMix64 at (CRC32(name) · 2³² + i).
 *
 * @param offset middle of the values
 * @param scale half their range
 */
public record Fill(double offset, double scale) {
    /** Unit variance: the rule for inputs and noise. */
    public static final Fill INPUT = new Fill(0, Math.sqrt(3));

    /** [−1, 1): the rule for images. */
    public static final Fill IMAGE = new Fill(0, 1);

    /** The rule for the weights of a network, by state-dict name and shape. */
    public static Fill ofWeight(String name, long... shape) {
        if (name.endsWith("running_mean")) {
            return new Fill(0, 0.1);
        }
        if (name.endsWith("running_var")) {
            return new Fill(1, 0.5);
        }
        if (shape.length >= 2) {
            long fanIn = elements(shape) / shape[0];
            return new Fill(0, Math.sqrt(3.0 / fanIn));
        }
        return new Fill(name.endsWith("weight") ? 1 : 0, 0.1);
    }

    /** The rule of that name in a fixture; a missing name means {@code input}. */
    static Fill named(String rule) {
        return switch (rule) {
            case "", "input" -> INPUT;
            case "image" -> IMAGE;
            default ->
                throw new FixtureException(
                        "the fill rule '%s' is not known; known are input and image".formatted(rule));
        };
    }

    /** {@code count} values of the tensor {@code name}. */
    public float[] values(String name, int count) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        long first = crc.getValue() << 32;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (offset + scale * unit(first + i));
        }
        return values;
    }

    private static double unit(long x) {
        long z = x + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z = z ^ (z >>> 31);
        return 2 * ((z >>> 40) * 0x1p-24) - 1;
    }

    private static long elements(long... shape) {
        long n = 1;
        for (long size : shape) {
            n *= size;
        }
        return n;
    }
}

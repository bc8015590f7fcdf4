// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

/**
 * Box and Muller's transform of pairs of random words: {@code z0 = r cos a, z1 = r sin a}, {@code r = sqrt(-2 ln u)},
 * {@code u = (x + 1/2) / 2^32} of the first word, read as an unsigned number, and {@code a = pi y / 2^31} of the second,
 * read as a signed one. The largest value is 6.76; absolute error below 1e-11.
 *
 * <p>The radius is that of {@link RadiusTable}. The angle is the nearest of {@link #PARTS} and what is left of it, whose sine
 * and cosine are a few terms of their series. The same bits on every processor, since nothing but Java's basic
 * arithmetic takes part.
 *
 * <p>Source: Box, Muller, "A note on the generation of random normal deviates" (1958).
 */
final class BoxMuller {
    /** Parts of the circle. */
    private static final int PARTS = 128;

    private static final int PART_BITS = 7;
    private static final int WORDS_OF_PART = 1 << (32 - PART_BITS);

    /** Cosine and sine of each part's middle. */
    private static final double[] CIRCLE = circle();

    private static final double A = Math.PI / 0x1p31;
    private static final double A2 = A * A / 2;
    private static final double A3 = A * A * A / 6;
    private static final double A4 = A * A * A * A / 24;
    private static final double A5 = A * A * A * A * A / 120;

    private BoxMuller() {}

    /** Writes four values of each of the first {@code blocks} lanes, lane after lane, to {@code z}. */
    static void transform(PhiloxLanes words, int blocks, double[] z) {
        int[] word0 = words.word0();
        int[] word1 = words.word1();
        int[] word2 = words.word2();
        int[] word3 = words.word3();
        for (int b = 0; b < blocks; b++) {
            double first = RadiusTable.radius(word0[b]);
            double second = RadiusTable.radius(word2[b]);
            double z0 = first * cos(word1[b]);
            double z1 = first * sin(word1[b]);
            double z2 = second * cos(word3[b]);
            double z3 = second * sin(word3[b]);
            z[4 * b] = z0; // all at the end: after a store the tables would be read anew
            z[4 * b + 1] = z1;
            z[4 * b + 2] = z2;
            z[4 * b + 3] = z3;
        }
    }

    private static double cos(int y) {
        int turned = y + WORDS_OF_PART / 2;
        int part = 2 * (turned >>> (32 - PART_BITS));
        return CIRCLE[part] * restCos(turned) - CIRCLE[part + 1] * restSin(turned);
    }

    private static double sin(int y) {
        int turned = y + WORDS_OF_PART / 2;
        int part = 2 * (turned >>> (32 - PART_BITS));
        return CIRCLE[part + 1] * restCos(turned) + CIRCLE[part] * restSin(turned);
    }

    private static double restSin(int turned) {
        double d = (turned & (WORDS_OF_PART - 1)) - WORDS_OF_PART / 2;
        double d2 = d * d;
        return d * (A - d2 * (A3 - d2 * A5));
    }

    private static double restCos(int turned) {
        double d = (turned & (WORDS_OF_PART - 1)) - WORDS_OF_PART / 2;
        double d2 = d * d;
        return 1 - d2 * (A2 - d2 * A4);
    }

    private static double[] circle() {
        double[] circle = new double[2 * PARTS];
        for (int part = 0; part < PARTS; part++) {
            double half = Math.PI / PARTS * (part < PARTS / 2 ? part : part - PARTS); // of an angle from -pi to pi
            double sin = PortableMath.sin(half);
            circle[2 * part] = 1 - 2 * sin * sin;
            circle[2 * part + 1] = 2 * sin * PortableMath.cos(half);
        }
        return circle;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

/**
 * Four standard normal values from each Philox block, by Box and Muller's transform of its two pairs of words:
 * {@code z0 = r cos a, z1 = r sin a}, {@code r = sqrt(-2 ln u)}, {@code u = (x + 1/2) / 2^32} of the first word and
 * {@code a = pi y / 2^31} of the second, read as a signed number. The largest value is 6.76.
 *
 * <p>One object holds the arrays of one call; it is not shared between threads.
 */
final class NormalBlocks {
    /** The most blocks of one pass; the arrays then stay in the first two cache levels. */
    static final int MAX_BLOCKS = 256;

    private static final int MAX_PAIRS = 2 * MAX_BLOCKS;

    private static final double ANGLE = Math.PI / 4294967296.0;

    /** Arrays of the thread: made anew for a short draw, they would cost as much as its numbers. */
    private static final ThreadLocal<NormalBlocks> OF_THREAD = ThreadLocal.withInitial(NormalBlocks::new);

    private final PhiloxLanes words = new PhiloxLanes(MAX_BLOCKS);
    private final double[] mantissa = new double[MAX_PAIRS];
    private final double[] exponent = new double[MAX_PAIRS];
    private final double[] halfAngle = new double[MAX_PAIRS];
    private final double[] cosine = new double[MAX_PAIRS];
    private final double[] sine = new double[MAX_PAIRS];
    private final double[] z = new double[RandomStream.NORMALS_PER_BLOCK * MAX_BLOCKS];

    /** The one of this thread. */
    static NormalBlocks ofThread() {
        return OF_THREAD.get();
    }

    /** Sets which block fills {@code lane}: number {@code block} of the stream {@code id}. */
    void set(int lane, long id, long block) {
        words.set(lane, id, block);
    }

    /** The {@code 4 * blocks} values of up to {@link #MAX_BLOCKS} blocks from {@code firstBlock} on; the next call overwrites them. */
    double[] generate(long seed, long id, long firstBlock, int blocks) {
        for (int b = 0; b < blocks; b++) {
            words.set(b, id, firstBlock + b);
        }
        return generate(seed, blocks);
    }

    /** The {@code 4 * blocks} values of the first lanes, which were set since the last call; the next one overwrites them. */
    double[] generate(long seed, int blocks) {
        words.encrypt(seed, blocks);
        // The first pairs of all blocks, then the second ones. Many short loops instead of one: the compiler makes
        // vector code of those with few operations only.
        split(words.word0(), words.word1(), 0, blocks);
        split(words.word2(), words.word3(), blocks, blocks);
        int pairs = blocks * 2;
        radii(mantissa, exponent, pairs);
        sinesAndCosines(halfAngle, sine, cosine, pairs);
        polar(mantissa, sine, cosine, pairs);
        inOrder(cosine, sine, z, blocks);
        return z;
    }

    private void split(long[] radiusWord, long[] angleWord, int at, int blocks) {
        for (int b = 0; b < blocks; b++) {
            // 2x + 1 is exact and never 0; u = (2x + 1) / 2^33.
            double odd = (double) (2 * radiusWord[b] + 1);
            int e = PortableMath.exponent(odd);
            mantissa[at + b] = PortableMath.mantissa(odd, e);
            exponent[at + b] = e - 33;
            halfAngle[at + b] = (int) angleWord[b] * ANGLE;
        }
    }

    /** Replaces each mantissa by sqrt(-2 ln u). */
    private static void radii(double[] m, double[] e, int pairs) {
        for (int p = 0; p < pairs; p++) {
            m[p] = Math.sqrt(-2 * PortableMath.log(m[p], e[p]));
        }
    }

    private static void sinesAndCosines(double[] t, double[] sin, double[] cos, int pairs) {
        for (int p = 0; p < pairs; p++) {
            sin[p] = PortableMath.sin(t[p]);
        }
        for (int p = 0; p < pairs; p++) {
            cos[p] = PortableMath.cos(t[p]);
        }
    }

    /** Doubles the angle, and replaces sine and cosine by radius times sine and cosine. */
    private static void polar(double[] radius, double[] sin, double[] cos, int pairs) {
        for (int p = 0; p < pairs; p++) {
            double r = radius[p];
            double s = sin[p];
            double c = cos[p];
            sin[p] = r * (2 * s * c);
            cos[p] = r * (1 - 2 * s * s);
        }
    }

    private static void inOrder(double[] cos, double[] sin, double[] z, int blocks) {
        for (int b = 0; b < blocks; b++) {
            z[4 * b] = cos[b];
            z[4 * b + 1] = sin[b];
            z[4 * b + 2] = cos[blocks + b];
            z[4 * b + 3] = sin[blocks + b];
        }
    }
}

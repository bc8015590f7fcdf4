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

    /** Sets which blocks fill {@code lanes} lanes from {@code lane} on: those from {@code block} on of the stream {@code id}. */
    void set(int lane, int lanes, long id, long block) {
        words.set(lane, lanes, id, block);
    }

    /** Sets which block fills each of the first {@code lanes} lanes: number {@code block} of the streams from {@code ids[from]} on. */
    void setEach(long[] ids, int from, int lanes, long block) {
        words.setEach(ids, from, lanes, block);
    }

    /** The {@code 4 * blocks} values of up to {@link #MAX_BLOCKS} blocks from {@code firstBlock} on; the next call overwrites them. */
    double[] generate(long seed, long id, long firstBlock, int blocks) {
        words.set(0, blocks, id, firstBlock);
        compute(seed, blocks);
        inOrder(cosine, sine, z, blocks);
        return z;
    }

    /**
     * Writes the values of the first lanes, which were set since the last call, in rows of {@code each}, rounded to float,
     * to {@code dst[to]} and on: what is left of a row's last block is passed over.
     *
     * @param inRow of the first lane, which block of its row it is
     * @return where the next lane's values go
     */
    int rounded(long seed, int lanes, int inRow, int each, double[] dst, int to) {
        compute(seed, lanes);
        round(cosine, 2 * lanes);
        round(sine, 2 * lanes);
        int left = each - inRow * RandomStream.NORMALS_PER_BLOCK; // of the row
        for (int b = 0; b < lanes; b++) {
            if (to + RandomStream.NORMALS_PER_BLOCK
                    <= dst.length) { // more than the row has is written over by the next
                dst[to] = cosine[b];
                dst[to + 1] = sine[b];
                dst[to + 2] = cosine[lanes + b];
                dst[to + 3] = sine[lanes + b];
            } else {
                for (int i = 0; to + i < dst.length; i++) {
                    dst[to + i] = (i % 2 == 0 ? cosine : sine)[i / 2 * lanes + b];
                }
            }
            to += Math.min(RandomStream.NORMALS_PER_BLOCK, left);
            left = left > RandomStream.NORMALS_PER_BLOCK ? left - RandomStream.NORMALS_PER_BLOCK : each;
        }
        return to;
    }

    /** The products of radius and cosine, and of radius and sine: the first pairs of all blocks, then the second ones. */
    private void compute(long seed, int blocks) {
        words.encrypt(seed, blocks);
        // Many short loops instead of one: the compiler makes vector code of those with few operations only.
        split(words.word0(), words.word1(), 0, blocks);
        split(words.word2(), words.word3(), blocks, blocks);
        int pairs = blocks * 2;
        radii(mantissa, exponent, pairs);
        sinesAndCosines(halfAngle, sine, cosine, pairs);
        polar(mantissa, sine, cosine, pairs);
    }

    private void split(long[] radiusWord, long[] angleWord, int at, int blocks) {
        for (int b = 0; b < blocks; b++) {
            // 2x + 1 is never 0; u = (2x + 1) / 2^33.
            double odd = PortableMath.whole(2 * radiusWord[b] + 1);
            long e = PortableMath.exponent(odd);
            mantissa[at + b] = PortableMath.mantissa(odd, e);
            exponent[at + b] = PortableMath.whole(e) - 33;
            halfAngle[at + b] = PortableMath.signed(angleWord[b]) * ANGLE;
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

    private static void round(double[] z, int values) {
        for (int i = 0; i < values; i++) {
            z[i] = PortableMath.toFloat(z[i]);
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

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

/**
 * Philox4x32-10: turns a 128-bit counter and a 64-bit key into 128 random bits, without any state. Two calls with the
 * same arguments give the same bits; neighbouring counters give unrelated ones.
 *
 * <p>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
 */
public final class Philox {
    /** Words of 32 bits in one block. */
    public static final int WORDS = 4;

    static final int ROUNDS = 10;
    static final long MULTIPLIER_0 = 0xD2511F53L;
    static final long MULTIPLIER_1 = 0xCD9E8D57L;
    static final int WEYL_0 = 0x9E3779B9;
    static final int WEYL_1 = 0xBB67AE85;
    static final long LOW = 0xFFFFFFFFL;

    private Philox() {}

    /**
     * Writes the four words that belong to the counter (c0, c1, c2, c3) and the key (k0, k1) to {@code out[at]} ...
     * {@code out[at + 3]}.
     */
    public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out, int at) {
        rounds(c0, c1, c2, c3, k0, k1, 0, out, at);
    }

    /** As {@link #block}, of words that {@code done} rounds have made. */
    static void rounds(int w0, int w1, int w2, int w3, int k0, int k1, int done, int[] out, int at) {
        int x0 = w0;
        int x1 = w1;
        int x2 = w2;
        int x3 = w3;
        int key0 = k0 + done * WEYL_0;
        int key1 = k1 + done * WEYL_1;
        for (int round = done; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (x0 & LOW);
            long product1 = MULTIPLIER_1 * (x2 & LOW);
            x0 = (int) (product1 >>> 32) ^ x1 ^ key0;
            x1 = (int) product1;
            x2 = (int) (product0 >>> 32) ^ x3 ^ key1;
            x3 = (int) product0;
            key0 += WEYL_0;
            key1 += WEYL_1;
        }
        out[at] = x0;
        out[at + 1] = x1;
        out[at + 2] = x2;
        out[at + 3] = x3;
    }
}

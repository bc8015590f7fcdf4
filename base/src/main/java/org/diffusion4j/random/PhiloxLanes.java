// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import java.util.Arrays;

/**
 * Many Philox blocks under one key at once, the same bits as {@link Philox#block}, made faster. A lane is one
 * block; each of its numbers lies in an array over all lanes, and each step of a round is one short loop over them (from {@link #LEAST_LANES} on), because
 * the compiler turns a loop with one store into vector code. Vector units that multiply 32 bits keep the low half of a
 * product only, so the high half is put together from products of 16 bits.
 *
 * <p>A round makes x0 = high(M1 x2) ^ x1 ^ key and x1 = low(M1 x2) of x2, and x2 and x3 likewise of x0. So x1 and x3 need
 * not be kept: they are low(M1 x2) and low(M0 x0) of the words of the round before, whose place the new words take.
 */
final class PhiloxLanes {
    static final int MULTIPLIER_0 = (int) Philox.MULTIPLIER_0;
    static final int MULTIPLIER_1 = (int) Philox.MULTIPLIER_1;
    /** The numbers that give 1 with the multipliers modulo 2^32, for the words of a round before the first. */
    private static final int INVERSE_0 = inverse(MULTIPLIER_0);

    private static final int INVERSE_1 = inverse(MULTIPLIER_1);

    /**
     * Fewer lanes go through {@link Philox#rounds} one by one. The virtual machine compiles a loop for the mean length that it
     * has seen. After many short draws it makes no vector instructions of these loops, or too few, and the rounds of long draws
     * take half as long again to ten times as long from then on: with AVX2 up to a mean of 66 lanes.
     */
    static final int LEAST_LANES = 80;

    private final int[] ofOne = new int[Philox.WORDS];
    private int[] x0;
    private int[] x2;
    private int[] before0;
    private int[] before2;

    PhiloxLanes(int maxLanes) {
        x0 = new int[maxLanes];
        x2 = new int[maxLanes];
        before0 = new int[maxLanes];
        before2 = new int[maxLanes];
    }

    /** Sets what the first {@code lanes} lanes encrypt: the counter's low half is {@code block} and the numbers after it, its high half {@code id}. */
    void set(int lanes, long id, long block) {
        for (int lane = 0; lane < lanes; lane++) {
            x0[lane] = (int) (block + lane);
            before2[lane] = INVERSE_1 * (int) ((block + lane) >>> 32);
        }
        Arrays.fill(x2, 0, lanes, (int) id);
        Arrays.fill(before0, 0, lanes, INVERSE_0 * (int) (id >>> 32));
    }

    /**
     * Sets {@code lanes} lanes from {@code lane} on to {@code block} of the streams from {@code from} on, with the first
     * round made.
     */
    void begin(int lane, int lanes, FirstRound streams, int from, long block) {
        streams.make(block, from, lane, lanes, before2, x0, x2);
        Arrays.fill(before0, lane, lane + lanes, (int) block);
    }

    /** Encrypts the first {@code lanes} lanes, all of which must have been {@link #set} since the last call. */
    void encrypt(long key, int lanes) {
        encrypt(key, 0, lanes);
    }

    /** Encrypts the first {@code lanes} lanes, all of which must have been begun since the last call. */
    void finish(long key, int lanes) {
        encrypt(key, 1, lanes);
    }

    private void encrypt(long key, int done, int lanes) {
        if (lanes < LEAST_LANES) {
            oneByOne(key, done, lanes);
        } else {
            together(key, done, lanes);
        }
    }

    private void oneByOne(long key, int done, int lanes) {
        for (int b = 0; b < lanes; b++) {
            int x1 = MULTIPLIER_1 * before2[b];
            int x3 = MULTIPLIER_0 * before0[b];
            Philox.rounds(x0[b], x1, x2[b], x3, (int) key, (int) (key >>> 32), done, ofOne, 0);
            x0[b] = ofOne[0];
            before2[b] = ofOne[1];
            x2[b] = ofOne[2];
            before0[b] = ofOne[3];
        }
    }

    private void together(long key, int done, int lanes) {
        int key0 = (int) key + done * Philox.WEYL_0;
        int key1 = (int) (key >>> 32) + done * Philox.WEYL_1;
        for (int round = done; round < Philox.ROUNDS; round++) {
            next(MULTIPLIER_1, x2, before2, key0, lanes);
            next(MULTIPLIER_0, x0, before0, key1, lanes);
            int[] new0 = before2;
            int[] new2 = before0;
            before0 = x0;
            before2 = x2;
            x0 = new0;
            x2 = new2;
            key0 += Philox.WEYL_0;
            key1 += Philox.WEYL_1;
        }
        multiply(MULTIPLIER_1, before2, lanes);
        multiply(MULTIPLIER_0, before0, lanes);
    }

    /** Word 0 of each lane, until the next call. */
    int[] word0() {
        return x0;
    }

    /** As {@link #word0}. */
    int[] word1() {
        return before2;
    }

    /** As {@link #word0}. */
    int[] word2() {
        return x2;
    }

    /** As {@link #word0}. */
    int[] word3() {
        return before0;
    }

    /** Replaces words of a round before by those of the next, which {@code x} goes into. */
    private static void next(int multiplier, int[] x, int[] before, int key, int lanes) {
        for (int b = 0; b < lanes; b++) {
            before[b] = high(multiplier, x[b]) ^ (multiplier * before[b]) ^ key;
        }
    }

    private static void multiply(int multiplier, int[] x, int lanes) {
        for (int b = 0; b < lanes; b++) {
            x[b] *= multiplier;
        }
    }

    /** The high half of the product of two unsigned words. */
    static int high(int m, int x) {
        int low = (m & 0xFFFF) * (x & 0xFFFF);
        int middle = (m & 0xFFFF) * (x >>> 16) + (low >>> 16);
        int other = (m >>> 16) * (x & 0xFFFF) + (middle & 0xFFFF);
        return (m >>> 16) * (x >>> 16) + (middle >>> 16) + (other >>> 16);
    }

    /** Newton's iteration: each round doubles the number of right bits, of which an odd number has three to begin with. */
    private static int inverse(int odd) {
        int inverse = odd;
        for (int bits = 3; bits < Integer.SIZE; bits *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}

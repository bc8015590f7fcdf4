// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import java.util.Arrays;

/**
 * Many Philox blocks under one key at once, the same bits as {@link Philox#block}, made faster. A lane is one
 * block; each of its numbers lies in an array over all lanes, and each step of a round is one short loop over them, because
 * the compiler turns a loop with one store into vector code.
 *
 * <p>A round takes two products apart, p0 = M0 x0 and p1 = M1 x2: x0 becomes high(p1) ^ x1 ^ key, x1 becomes low(p1), x2
 * and x3 likewise. So only the products of two rounds need be kept, whole: those of the round before are low(p1) and
 * low(p0) of this one's x1 and x3.
 */
final class PhiloxLanes {
    private long[] product0;
    private long[] product1;
    private long[] before1;
    private long[] before0;

    PhiloxLanes(int maxLanes) {
        product0 = new long[maxLanes];
        product1 = new long[maxLanes];
        before1 = new long[maxLanes];
        before0 = new long[maxLanes];
    }

    /** Sets what {@code lanes} lanes from {@code lane} on encrypt: the counter's low half is {@code block} and the numbers after it, its high half {@code id}. */
    void set(int lane, int lanes, long id, long block) {
        for (int i = 0; i < lanes; i++) {
            product0[lane + i] = (block + i) & Philox.LOW;
            before1[lane + i] = (block + i) >>> 32;
        }
        Arrays.fill(product1, lane, lane + lanes, id & Philox.LOW);
        Arrays.fill(before0, lane, lane + lanes, id >>> 32);
    }

    /** Sets what the first {@code lanes} lanes encrypt: the counter's low half is {@code block}, its high half one of {@code ids} each. */
    void setEach(long[] ids, int from, int lanes, long block) {
        Arrays.fill(product0, 0, lanes, block & Philox.LOW);
        Arrays.fill(before1, 0, lanes, block >>> 32);
        for (int lane = 0; lane < lanes; lane++) {
            product1[lane] = ids[from + lane] & Philox.LOW;
        }
        for (int lane = 0; lane < lanes; lane++) {
            before0[lane] = ids[from + lane] >>> 32;
        }
    }

    /** Encrypts the first {@code lanes} lanes, all of which must have been set since the last call. */
    void encrypt(long key, int lanes) {
        int key0 = (int) key;
        int key1 = (int) (key >>> 32);
        multiply(Philox.MULTIPLIER_0, product0, lanes);
        multiply(Philox.MULTIPLIER_1, product1, lanes);
        for (int round = 1; round < Philox.ROUNDS; round++) {
            next(Philox.MULTIPLIER_0, product1, before1, key0 & Philox.LOW, lanes);
            next(Philox.MULTIPLIER_1, product0, before0, key1 & Philox.LOW, lanes);
            long[] new0 = before1;
            long[] new1 = before0;
            before1 = product1;
            before0 = product0;
            product0 = new0;
            product1 = new1;
            key0 += Philox.WEYL_0;
            key1 += Philox.WEYL_1;
        }
        last(product1, before1, key0 & Philox.LOW, lanes);
        last(product0, before0, key1 & Philox.LOW, lanes);
    }

    /** Word 0 of each lane, an unsigned 32-bit number. */
    long[] word0() {
        return before1;
    }

    /** Word 1 of each lane in the low half of a number whose high half means nothing. */
    long[] word1() {
        return product1;
    }

    /** As {@link #word0}. */
    long[] word2() {
        return before0;
    }

    /** As {@link #word1}. */
    long[] word3() {
        return product0;
    }

    private static void multiply(long multiplier, long[] x, int lanes) {
        for (int b = 0; b < lanes; b++) {
            x[b] *= multiplier;
        }
    }

    private static void next(long multiplier, long[] product, long[] before, long key, int lanes) {
        for (int b = 0; b < lanes; b++) {
            before[b] = multiplier * ((product[b] >>> 32) ^ (before[b] & Philox.LOW) ^ key);
        }
    }

    private static void last(long[] product, long[] before, long key, int lanes) {
        for (int b = 0; b < lanes; b++) {
            before[b] = (product[b] >>> 32) ^ (before[b] & Philox.LOW) ^ key;
        }
    }
}

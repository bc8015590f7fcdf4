// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

/**
 * The first round of Philox for many streams under one key, as far as it is the same for all blocks of a stream: the id
 * is the counter's high half, words 2 and 3.
 */
final class FirstRound {
    private final int[] low;
    private final int[] x0;
    private final int[] x2;

    FirstRound(long key, long[] ids) {
        low = new int[ids.length];
        x0 = new int[ids.length];
        x2 = new int[ids.length];
        for (int k = 0; k < ids.length; k++) {
            low[k] = (int) ids[k];
            x0[k] = PhiloxLanes.high(PhiloxLanes.MULTIPLIER_1, low[k]) ^ (int) key;
            x2[k] = (int) (ids[k] >>> 32) ^ (int) (key >>> 32);
        }
    }

    /** Makes the round of {@code block} for the streams from {@code from} on: word 2 before it, and words 0 and 2 after it. */
    void make(long block, int from, int lane, int lanes, int[] before2, int[] after0, int[] after2) {
        System.arraycopy(low, from, before2, lane, lanes);
        int high = (int) (block >>> 32);
        for (int i = 0; i < lanes; i++) {
            after0[lane + i] = x0[from + i] ^ high;
        }
        int product = PhiloxLanes.high(PhiloxLanes.MULTIPLIER_0, (int) block);
        for (int i = 0; i < lanes; i++) {
            after2[lane + i] = x2[from + i] ^ product;
        }
    }
}

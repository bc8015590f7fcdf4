// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

/**
 * Four standard normal values from each Philox block, by {@link BoxMuller}'s transform of its two pairs of words.
 *
 * <p>One object holds the arrays of one call; it is not shared between threads.
 */
final class NormalBlocks {
    /** The most blocks of one pass; the arrays then stay in the first cache level. */
    static final int MAX_BLOCKS = 512;

    /** Arrays of the thread: made anew for a short draw, they would cost as much as its numbers. */
    private static final ThreadLocal<NormalBlocks> OF_THREAD = ThreadLocal.withInitial(NormalBlocks::new);

    private final PhiloxLanes words = new PhiloxLanes(MAX_BLOCKS);
    private final double[] z = new double[RandomStream.NORMALS_PER_BLOCK * MAX_BLOCKS];
    private final double[] room = new double[z.length];

    /** The one of this thread. */
    static NormalBlocks ofThread() {
        return OF_THREAD.get();
    }

    /** As {@link PhiloxLanes#begin}. */
    void begin(int lane, int lanes, FirstRound streams, int from, long block) {
        words.begin(lane, lanes, streams, from, block);
    }

    /** The {@code 4 * blocks} values of up to {@link #MAX_BLOCKS} blocks from {@code firstBlock} on; the next call overwrites them. */
    double[] generate(long seed, long id, long firstBlock, int blocks) {
        words.set(blocks, id, firstBlock);
        words.encrypt(seed, blocks);
        BoxMuller.transform(words, blocks, z);
        return z;
    }

    /** Makes the values of the first {@code lanes} lanes, all of which must have been begun since the last call, rounded to float. */
    void finish(long seed, int lanes) {
        words.finish(seed, lanes);
        BoxMuller.transform(words, lanes, z);
        PortableMath.toFloats(z, 0, RandomStream.NORMALS_PER_BLOCK * lanes);
    }

    /** Writes value {@code value} of each of {@code lanes} lanes from {@code lane} on to {@code to[at]}, {@code to[at + step]} and so on. */
    void place(int value, int lane, int lanes, double[] to, int at, int step) {
        int from = RandomStream.NORMALS_PER_BLOCK * lane + value;
        for (int i = 0; i < lanes; i++) {
            to[at + i * step] = z[from + RandomStream.NORMALS_PER_BLOCK * i];
        }
    }

    /** Memory for all values of a pass, the caller's until its next one. */
    double[] room() {
        return room;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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

    /** Where values go that nobody asked for: native memory, as that of tensors: where all is so, writing has one compiled form. */
    private final BoxMuller.Place nowhere = new BoxMuller.Place(
            ByteBuffer.allocateDirect(Double.BYTES * RandomStream.NORMALS_PER_BLOCK * MAX_BLOCKS)
                    .order(ByteOrder.nativeOrder())
                    .asDoubleBuffer(),
            0);

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

    /** As {@link PhiloxLanes#finish}, for {@link #spread}. */
    void finish(long seed, int lanes) {
        words.finish(seed, lanes);
    }

    /** A place for one value of each of up to {@link #MAX_BLOCKS} lanes that nobody reads. */
    BoxMuller.Place nowhere() {
        return nowhere;
    }

    /** As {@link BoxMuller#spread}, of lanes that are encrypted. */
    void spread(int lane, int lanes, BoxMuller.Place[] places, int step) {
        BoxMuller.spread(words, lane, lanes, places, step);
    }
}

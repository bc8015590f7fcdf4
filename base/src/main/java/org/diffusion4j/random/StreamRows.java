// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import java.nio.DoubleBuffer;
import java.util.List;
import org.diffusion4j.error.ConfigException;

/**
 * Rows of normal values of many streams, drawn together, which is faster for short rows than to ask each stream by
 * itself, and the same to the bit. A stream's rows follow each other without a gap.
 *
 * <p>May be used by several threads at once.
 */
public final class StreamRows {
    /** The most blocks of one stream for which streams are drawn together. */
    private static final int SHORT = 16;

    private final long seed;
    private final long[] ids;
    private final FirstRound firstRound;

    /**
     * Rows of the streams {@code RandomStream.of(seed, name, first[k], more...)}.
     *
     * @throws ConfigException if there is none
     */
    public StreamRows(long seed, String name, long[] first, long... more) {
        if (first.length == 0) {
            throw new ConfigException("Rows of 0 streams were asked for. Give one or more.");
        }
        this.seed = seed;
        ids = RandomStream.ids(name, first, more);
        firstRound = new FirstRound(seed, ids);
    }

    /**
     * Standard normal values, rounded to float: of stream k the values {@code (number + i) * each} and on, to the numbers
     * {@code k * each} … {@code k * each + each - 1} of row i.
     *
     * @throws ConfigException if a row has not {@code each} numbers of every stream
     */
    public void draw(long number, int each, List<DoubleBuffer> rows) {
        for (DoubleBuffer row : rows) {
            if (row.capacity() != (long) ids.length * each) {
                throw new ConfigException(
                        "Rows of %d numbers of %d streams were asked for in a memory of %d. Give memory for their product."
                                .formatted(each, ids.length, row.capacity()));
            }
        }
        if (number < 0) {
            throw new ConfigException("Rows from number %d on were asked for. Rows are counted from 0; pass 0 or more."
                    .formatted(number));
        }
        if (each == 0) {
            return;
        }
        Math.multiplyExact(Math.addExact(number, rows.size()), (long) each); // no stream is longer
        int together = together(each);
        for (int i = 0; i < rows.size(); i += together) {
            List<DoubleBuffer> some = rows.subList(i, Math.min(rows.size(), i + together));
            long first = (number + i) * each;
            int skip = (int) (first % RandomStream.NORMALS_PER_BLOCK);
            if (blocks(skip + (long) each * some.size()) > SHORT) {
                oneByOne(first, each, some);
            } else {
                together(first / RandomStream.NORMALS_PER_BLOCK, skip, each, some);
            }
        }
    }

    /** Rows that fit into {@link #SHORT} blocks; where several blocks' rows do, as many as end with a block. */
    private static int together(int each) {
        int block = RandomStream.NORMALS_PER_BLOCK;
        int most = Math.max(1, ((SHORT - 1) * block + 1) / each); // wherever in a block the first begins
        return most < block ? most : most - most % block;
    }

    private static long blocks(long values) {
        return (values + RandomStream.NORMALS_PER_BLOCK - 1) / RandomStream.NORMALS_PER_BLOCK;
    }

    private void oneByOne(long first, int each, List<DoubleBuffer> rows) {
        for (int k = 0; k < ids.length; k++) {
            RandomStream stream = RandomStream.of(new RandomStream.State(seed, ids[k], 0));
            for (int i = 0; i < rows.size(); i++) {
                stream.rounded(first + (long) i * each, rows.get(i), k * each, each);
            }
        }
    }

    /** Lanes side by side are the same block of neighbouring streams. */
    private void together(long block, int skip, int each, List<DoubleBuffer> rows) {
        int ofEach = (int) blocks(skip + (long) each * rows.size());
        int passes = passes(ofEach);
        for (int pass = 0; pass < passes; pass++) {
            int from = (int) ((long) ids.length * pass / passes);
            int count = (int) ((long) ids.length * (pass + 1) / passes) - from;
            together(block, ofEach, skip, each, from, count, rows);
        }
    }

    /** As few as there is room for, of equal length: a short one takes longer for each value. */
    private int passes(int ofEach) {
        int most = NormalBlocks.MAX_BLOCKS / ofEach;
        return (ids.length + most - 1) / most;
    }

    private void together(long block, int ofEach, int skip, int each, int from, int count, List<DoubleBuffer> rows) {
        NormalBlocks normal = NormalBlocks.ofThread();
        for (int i = 0; i < ofEach; i++) {
            normal.begin(i * count, count, firstRound, from, block + i);
        }
        normal.finish(seed, ofEach * count);
        double[] room = normal.room();
        int perBlock = RandomStream.NORMALS_PER_BLOCK;
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < each; j++) {
                int value = skip + i * each + j;
                normal.place(value % perBlock, value / perBlock * count, count, room, j, each);
            }
            rows.get(i).put(from * each, room, 0, count * each);
        }
    }
}

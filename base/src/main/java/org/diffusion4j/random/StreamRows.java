// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import java.util.List;
import org.diffusion4j.error.ConfigException;

/**
 * Rows of normal values of many streams, drawn together, which is faster for short rows than to ask each stream by
 * itself, and the same to the bit. A row begins at a whole block of its stream ({@link RowStride}).
 *
 * <p>May be used by several threads at once.
 */
public final class StreamRows {
    private final long seed;
    private final long[] ids;

    /**
     * Rows of these streams, whose positions do not matter.
     *
     * @throws ConfigException if there is none, or they are of several seeds
     */
    public StreamRows(List<RandomStream> streams) {
        if (streams.isEmpty()) {
            throw new ConfigException("Rows of 0 streams were asked for. Give one or more, all of one seed.");
        }
        seed = streams.get(0).state().seed();
        for (RandomStream stream : streams) {
            if (stream.state().seed() != seed) {
                throw new ConfigException(
                        "Rows of %d streams were asked for, of the seeds %d and %d. Give one or more, all of one seed."
                                .formatted(streams.size(), seed, stream.state().seed()));
            }
        }
        ids = streams.stream().mapToLong(stream -> stream.state().id()).toArray();
    }

    /**
     * Standard normal values, rounded to float: of stream k the values {@code number * RowStride.of(each)} and on, to
     * {@code dst[k * each]} … {@code dst[k * each + each - 1]}.
     *
     * @throws ConfigException if {@code dst} has not {@code each} numbers of every stream
     */
    public void row(long number, int each, double[] dst) {
        if (dst.length != (long) ids.length * each) {
            throw new ConfigException(
                    "Rows of %d numbers of %d streams were asked for in an array of %d. Give an array of their product."
                            .formatted(each, ids.length, dst.length));
        }
        int perRow = RowStride.of(each) / RandomStream.NORMALS_PER_BLOCK;
        NormalBlocks normal = NormalBlocks.ofThread();
        long blocks = (long) ids.length * perRow;
        int to = 0;
        for (long first = 0; first < blocks; first += NormalBlocks.MAX_BLOCKS) {
            int lanes = (int) Math.min(NormalBlocks.MAX_BLOCKS, blocks - first);
            int stream = (int) (first / perRow);
            int inRow = (int) (first % perRow);
            if (perRow == 1) {
                normal.setEach(ids, stream, lanes, number);
            } else {
                setInRuns(normal, lanes, stream, inRow, perRow, number);
            }
            to = normal.rounded(seed, lanes, inRow, each, dst, to);
        }
    }

    private void setInRuns(NormalBlocks normal, int lanes, int stream, int inRow, int perRow, long number) {
        int from = inRow;
        int id = stream;
        for (int lane = 0; lane < lanes; ) {
            int run = Math.min(perRow - from, lanes - lane);
            normal.set(lane, run, ids[id++], number * perRow + from);
            lane += run;
            from = 0;
        }
    }
}

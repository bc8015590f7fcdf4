// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;

/**
 * Some rows of the batch of one step. A row keeps its number when the batch is cut into micro-batches, and every random
 * draw is made by that number, so the cut changes no draw.
 */
public final class Batch {
    private final float[] x0;
    private final long[] shape;
    private final int firstRow;
    private final Condition condition;

    /**
     * Rows; the arrays are not copied and must not change.
     *
     * @param x0 clean items, row after row
     * @param shape (rows, item shape…)
     * @param firstRow number of the first row within the whole batch
     * @param condition what a network is told of each row
     */
    public Batch(float[] x0, long[] shape, int firstRow, Condition condition) {
        this.x0 = x0;
        this.shape = shape;
        this.firstRow = firstRow;
        this.condition = condition;
    }

    /** Number of the first row within the whole batch. */
    public int firstRow() {
        return firstRow;
    }

    /** (rows, item shape…). */
    public long[] shape() {
        return shape.clone();
    }

    /** Rows here. */
    public int rows() {
        return (int) shape[0];
    }

    /** Numbers per row. */
    public int rowElements() {
        return x0.length / rows();
    }

    /** What a network is told of each row. */
    public Condition condition() {
        return condition;
    }

    /** The clean rows, not a copy. */
    public float[] x0() {
        return x0;
    }

    /**
     * Share number {@code part} of {@code parts} nearly equal ones, in their order; empty where there are fewer rows than
     * shares.
     */
    public Optional<Batch> share(int part, int parts) {
        int from = (int) ((long) rows() * part / parts);
        int to = (int) ((long) rows() * (part + 1) / parts);
        if (to - from == rows()) {
            return Optional.of(this);
        }
        return from == to ? Optional.empty() : Optional.of(rows(from, to - from));
    }

    private Batch rows(int from, int count) {
        long[] piece = shape.clone();
        piece[0] = count;
        float[] values = Arrays.copyOfRange(x0, from * rowElements(), (from + count) * rowElements());
        return new Batch(values, piece, firstRow + from, condition.rows(from, count));
    }

    /**
     * The same rows in pieces of at most {@code size}.
     *
     * @throws ConfigException if size is below 1
     */
    public List<Batch> split(int size) {
        if (size < 1) {
            throw new ConfigException(
                    "microBatch must be at least 1 but was %d. Leave it out to train on the whole batch."
                            .formatted(size));
        }
        if (size >= rows()) {
            return List.of(this);
        }
        List<Batch> pieces = new ArrayList<>();
        for (int row = 0; row < rows(); row += size) {
            pieces.add(rows(row, Math.min(size, rows() - row)));
        }
        return pieces;
    }
}

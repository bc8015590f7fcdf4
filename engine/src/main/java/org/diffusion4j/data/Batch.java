// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
            int count = Math.min(size, rows() - row);
            long[] pieceShape = shape.clone();
            pieceShape[0] = count;
            float[] values = Arrays.copyOfRange(x0, row * rowElements(), (row + count) * rowElements());
            pieces.add(new Batch(values, pieceShape, firstRow + row, condition.rows(row, count)));
        }
        return pieces;
    }
}

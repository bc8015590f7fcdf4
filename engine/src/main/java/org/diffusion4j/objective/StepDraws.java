// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.random.RowStride;

/**
 * The random numbers of one training step, by row of the whole batch: a row draws the same whichever micro-batch and
 * thread it is in.
 *
 * @param seed of the run
 * @param step counted from 0
 */
public record StepDraws(long seed, long step) {
    /** One uniform time firstStep … firstStep + steps − 1 for each of {@code rows} rows from {@code firstRow} on. */
    public int[] times(int firstRow, int rows, int firstStep, int steps) {
        RandomStream stream = RandomStream.of(seed, "timestep", step);
        int[] times = new int[rows];
        for (int i = 0; i < rows; i++) {
            times[i] = firstStep + stream.at(firstRow + i).nextInt(steps);
        }
        return times;
    }

    /** One unit Gaussian number for each of {@code rows} rows from {@code firstRow} on. */
    public double[] normals(int firstRow, int rows) {
        double[] values = new double[rows];
        RandomStream.of(seed, "level", step).normals(firstRow, values, 0, rows);
        return values;
    }

    /** One uniform number in [0, 1) for each of {@code rows} rows from {@code firstRow} on. */
    public double[] uniforms(int firstRow, int rows) {
        RandomStream stream = RandomStream.of(seed, "level", step);
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = stream.at(firstRow + i).nextDouble();
        }
        return values;
    }

    /** Whether the step as a whole trains with self-conditioning: in half of all steps. */
    public boolean looksBack() {
        return RandomStream.of(seed, "look-back", step).nextDouble() < 0.5;
    }

    /** The batch's condition, with nothing told of a {@code share} of the rows. */
    Condition told(Batch batch, Conditioning conditioning, double share) {
        return share == 0
                ? batch.condition()
                : conditioning.drop(batch.condition(), dropped(batch.firstRow(), batch.rows(), share));
    }

    /** Whether each row trains without its condition: true with probability {@code share}. */
    public boolean[] dropped(int firstRow, int rows, double share) {
        RandomStream stream = RandomStream.of(seed, "condition", step);
        boolean[] dropped = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            dropped[i] = stream.at(firstRow + i).nextDouble() < share;
        }
        return dropped;
    }

    /** What a network leaves out of rows from {@code firstRow} on. */
    public Dropout dropout(int firstRow) {
        return new RowDropout(RandomStream.of(seed, "dropout", step), firstRow);
    }

    /** Unit noise, {@code each} numbers for each of {@code rows} rows from {@code firstRow} on. */
    public float[] noise(int firstRow, int rows, int each) {
        RandomStream stream = RandomStream.of(seed, "noise", step);
        int stride = RowStride.of(each);
        float[] values = new float[rows * each];
        if (stride == each) {
            stream.normals((long) firstRow * stride, values, 0, values.length);
            return values;
        }
        float[] padded = new float[rows * stride]; // one long draw is faster than many short ones
        stream.normals((long) firstRow * stride, padded, 0, padded.length);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(padded, row * stride, values, row * each, each);
        }
        return values;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import org.diffusion4j.error.EngineException;
import org.diffusion4j.error.ShapeException;

/** Feature vectors of one size, one row each; unchangeable. What a feature network makes of pictures. */
public final class Features {
    private final int size;
    private final float[] values;

    private Features(int size, float... values) {
        this.size = size;
        this.values = values;
    }

    /**
     * Rows of {@code size} numbers, copied.
     *
     * @throws ShapeException if the numbers are not whole rows, at least one
     * @throws EngineException if one of them is not finite
     */
    public static Features of(int size, float... values) {
        if (size < 1 || values.length == 0 || values.length % size != 0) {
            throw new ShapeException(
                    "%d numbers were given as feature vectors of %d; there must be whole vectors, at least one. Give all features of every picture."
                            .formatted(values.length, size));
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new EngineException(
                        "feature %d of row %d is %s, and features must be finite. Check the pictures, or use another feature network."
                                .formatted(i % size, i / size, values[i]));
            }
        }
        return new Features(size, values.clone());
    }

    /** Rows. */
    public int count() {
        return values.length / size;
    }

    /** Numbers in a row. */
    public int size() {
        return size;
    }

    /** One number. */
    public double at(int row, int feature) {
        return values[row * size + feature];
    }

    /** These rows in this order; a row may be taken more than once. */
    public Features rows(int... rows) {
        float[] taken = new float[rows.length * size];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * size, taken, i * size, size);
        }
        return of(size, taken);
    }

    /** The scalar product of row {@code i} and row {@code j} of {@code others}. */
    double product(int i, Features others, int j) {
        int a = i * size;
        int b = j * size;
        double even = 0;
        double odd = 0; // two sums that do not wait for each other
        int k = 0;
        for (; k + 1 < size; k += 2) {
            even += (double) values[a + k] * others.values[b + k];
            odd += (double) values[a + k + 1] * others.values[b + k + 1];
        }
        return k < size ? even + odd + (double) values[a + k] * others.values[b + k] : even + odd;
    }

    /** The squared Euclidean distance of row {@code i} to row {@code j} of {@code others}. */
    public double squaredDistance(int i, Features others, int j) {
        int a = i * size;
        int b = j * size;
        double sum = 0;
        for (int k = 0; k < size; k++) {
            double d = (double) values[a + k] - others.values[b + k];
            sum += d * d;
        }
        return sum;
    }

    /** Refuses sets whose vectors have another size. */
    void requireSameSize(Features others) {
        if (size != others.size) {
            throw new ShapeException(
                    "feature vectors of %d and of %d numbers cannot be compared. Take both from one feature network."
                            .formatted(size, others.size));
        }
    }

    @Override
    public String toString() {
        return "%d feature vectors of %d".formatted(count(), size);
    }
}

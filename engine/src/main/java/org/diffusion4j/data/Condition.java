// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.Arrays;
import org.diffusion4j.error.ShapeException;

/**
 * What a network is told beside the noisy input, row by row: nothing, a class label, or a context vector. Plain arrays,
 * not copied; they must not change.
 */
public sealed interface Condition {
    /** Nothing is told. */
    Condition NONE = new None();

    /**
     * One label per row, from 0.
     *
     * @param values (B)
     */
    static Condition labels(int... values) {
        return new Labels(values);
    }

    /**
     * One vector per row.
     *
     * @param size numbers of one vector, at least 1
     * @param values (B, size), row after row
     * @throws ShapeException if {@code values} does not hold whole rows
     */
    static Condition context(int size, float... values) {
        return new Context(size, values);
    }

    /** These rows, and then those of {@code other}, which is of the same kind. */
    Condition then(Condition other);

    /** {@code count} rows from row {@code first} on. */
    Condition rows(int first, int count);

    /** Whether it tells something of each of so many rows, or nothing of any. */
    boolean isOf(int rows);

    /** No condition at all. */
    record None() implements Condition {
        @Override
        public Condition then(Condition other) {
            return this;
        }

        @Override
        public Condition rows(int first, int count) {
            return this;
        }

        @Override
        public boolean isOf(int rows) {
            return true;
        }
    }

    /** A class label per row. */
    final class Labels implements Condition {
        private final int[] values;

        private Labels(int... values) {
            this.values = values;
        }

        /** (B), not a copy. */
        public int[] values() {
            return values;
        }

        @Override
        public Labels then(Condition other) {
            int[] more = ((Labels) other).values;
            int[] all = Arrays.copyOf(values, values.length + more.length);
            System.arraycopy(more, 0, all, values.length, more.length);
            return new Labels(all);
        }

        @Override
        public Labels rows(int first, int count) {
            return new Labels(Arrays.copyOfRange(values, first, first + count));
        }

        @Override
        public boolean isOf(int rows) {
            return values.length == rows;
        }
    }

    /** A vector per row. */
    final class Context implements Condition {
        private final int size;
        private final float[] values;

        private Context(int size, float... values) {
            if (size < 1 || values.length % size != 0) {
                throw new ShapeException("a context has rows of %d numbers, but %d numbers were given. Give whole rows."
                        .formatted(size, values.length));
            }
            this.size = size;
            this.values = values;
        }

        /** Numbers of one row. */
        public int size() {
            return size;
        }

        /** (B, size), not a copy. */
        public float[] values() {
            return values;
        }

        @Override
        public Context then(Condition other) {
            float[] more = ((Context) other).values;
            float[] all = Arrays.copyOf(values, values.length + more.length);
            System.arraycopy(more, 0, all, values.length, more.length);
            return new Context(size, all);
        }

        @Override
        public Context rows(int first, int count) {
            return new Context(size, Arrays.copyOfRange(values, first * size, (first + count) * size));
        }

        @Override
        public boolean isOf(int rows) {
            return values.length == rows * size;
        }
    }
}

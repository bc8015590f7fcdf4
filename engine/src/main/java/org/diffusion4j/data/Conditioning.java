// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.Arrays;
import org.diffusion4j.error.ConfigException;

/** Which condition a network takes, and what stands for "none" in it. */
public sealed interface Conditioning {
    /** It takes none. */
    Conditioning NONE = new None();

    /** The condition of these items of {@code data}, in this order. */
    Condition of(DataSource data, int... items);

    /** The condition of {@code rows} rows of which nothing is told. */
    Condition unconditional(int rows);

    /**
     * {@code given} with nothing told of some rows.
     *
     * @param dropped (B), true where nothing is told
     */
    Condition drop(Condition given, boolean... dropped);

    /**
     * Refuses data that do not have what is needed.
     *
     * @throws ConfigException with the sizes of both
     */
    void requireFitting(DataSource data);

    /** It takes no condition. */
    record None() implements Conditioning {
        @Override
        public Condition of(DataSource data, int... items) {
            return Condition.NONE;
        }

        @Override
        public Condition unconditional(int rows) {
            return Condition.NONE;
        }

        @Override
        public Condition drop(Condition given, boolean... dropped) {
            return given;
        }

        @Override
        public void requireFitting(DataSource data) {
            // whatever the items are called, nobody asks
        }
    }

    /**
     * One label per row.
     *
     * @param count classes, labels 0 … count − 1
     * @param hasNull whether label {@code count} stands for "no class"; guidance and dropout need it
     */
    record Classes(int count, boolean hasNull) implements Conditioning {
        @Override
        public Condition of(DataSource data, int... items) {
            return Condition.labels(Arrays.stream(items).map(data::label).toArray());
        }

        @Override
        public Condition unconditional(int rows) {
            int[] labels = new int[rows];
            Arrays.fill(labels, nullLabel());
            return Condition.labels(labels);
        }

        @Override
        public Condition drop(Condition given, boolean... dropped) {
            int[] labels = ((Condition.Labels) given).values().clone();
            for (int row = 0; row < labels.length; row++) {
                labels[row] = dropped[row] ? nullLabel() : labels[row];
            }
            return Condition.labels(labels);
        }

        private int nullLabel() {
            if (!hasNull) {
                throw new IllegalStateException("this network has no row for 'no class'");
            }
            return count;
        }

        @Override
        public void requireFitting(DataSource data) {
            int given = data.classes().size();
            if (given != count) {
                throw new ConfigException(
                        "the network has %d classes and the data have %d. Set network.classes to %d, or choose other data."
                                .formatted(count, given, given));
            }
        }
    }

    /**
     * One vector per row; zeros stand for none.
     *
     * @param size numbers of a vector
     */
    record Context(int size) implements Conditioning {
        @Override
        public Condition of(DataSource data, int... items) {
            float[] values = new float[items.length * size];
            for (int row = 0; row < items.length; row++) {
                data.context(items[row], values, row * size);
            }
            return Condition.context(size, values);
        }

        @Override
        public Condition unconditional(int rows) {
            return Condition.context(size, new float[rows * size]);
        }

        @Override
        public Condition drop(Condition given, boolean... dropped) {
            float[] values = ((Condition.Context) given).values().clone();
            for (int row = 0; row < dropped.length; row++) {
                if (dropped[row]) {
                    Arrays.fill(values, row * size, (row + 1) * size, 0);
                }
            }
            return Condition.context(size, values);
        }

        @Override
        public void requireFitting(DataSource data) {
            int given = data.contextSize();
            if (given != size) {
                throw new ConfigException(
                        "the network takes context vectors of %d numbers and the data have %d. Set the network's context size to %d, or choose other data."
                                .formatted(size, given, given));
            }
        }
    }
}

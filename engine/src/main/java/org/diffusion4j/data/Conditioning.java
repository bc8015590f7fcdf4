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

    /** The condition of classes that are known by their labels alone, a row for each. */
    Condition ofLabels(int... labels);

    /**
     * The condition of {@code rows} rows of which nothing is told.
     *
     * @throws ConfigException if something must be told of every row
     */
    Condition unconditional(int rows);

    /** Whether something must be told of every row, because nothing stands for "none". */
    boolean isRequired();

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
        public Condition ofLabels(int... labels) {
            return Condition.NONE;
        }

        @Override
        public boolean isRequired() {
            return false;
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
        public Condition ofLabels(int... labels) {
            return Condition.labels(labels.clone());
        }

        @Override
        public boolean isRequired() {
            return !hasNull;
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
        public Condition ofLabels(int... labels) {
            float[] values = new float[labels.length * size];
            for (int row = 0; row < labels.length; row++) {
                values[row * size + labels[row]] = 1;
            }
            return Condition.context(size, values);
        }

        @Override
        public boolean isRequired() {
            return false;
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

    /** What every row must be told: nothing stands for nothing. */
    sealed interface Required extends Conditioning permits OneNumber, Vector {
        /** What is told of a row, in words. */
        String needed();

        @Override
        default boolean isRequired() {
            return true;
        }

        @Override
        default Condition unconditional(int rows) {
            throw new ConfigException(
                    "this network needs %s for each of its %d rows, and nothing was told. Give one for each row."
                            .formatted(needed(), rows));
        }

        @Override
        default Condition drop(Condition given, boolean... dropped) {
            return given; // a recipe that drops is refused
        }
    }

    /** One number per row, that of its class or any other; none stands for nothing. */
    record OneNumber() implements Required {
        @Override
        public Condition of(DataSource data, int... items) {
            return ofLabels(Arrays.stream(items).map(data::label).toArray());
        }

        @Override
        public Condition ofLabels(int... labels) {
            float[] values = new float[labels.length];
            for (int row = 0; row < labels.length; row++) {
                values[row] = labels[row];
            }
            return Condition.context(1, values);
        }

        @Override
        public String needed() {
            return "a number";
        }

        @Override
        public void requireFitting(DataSource data) {
            if (data.classes().isEmpty()) {
                throw new ConfigException(
                        "the network takes the number of a class, and the data have none. Choose data with classes, or a network without.");
            }
        }
    }

    /**
     * One vector per row as {@link Context}, but no vector stands for nothing.
     *
     * @param size numbers of a vector
     */
    record Vector(int size) implements Required {
        private Context plain() {
            return new Context(size);
        }

        @Override
        public Condition of(DataSource data, int... items) {
            return plain().of(data, items);
        }

        @Override
        public Condition ofLabels(int... labels) {
            return plain().ofLabels(labels);
        }

        @Override
        public String needed() {
            return "a vector of %d numbers".formatted(size);
        }

        @Override
        public void requireFitting(DataSource data) {
            plain().requireFitting(data);
        }
    }
}

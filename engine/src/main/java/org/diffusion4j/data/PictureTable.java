// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.List;
import java.util.Optional;

/** An open table with a picture file in each row. */
public interface PictureTable extends AutoCloseable {
    /** Takes one row. */
    @FunctionalInterface
    interface Row {
        /**
         * Called once for each row, in order.
         *
         * @param number of the row, from 0
         * @param picture the bytes of its file; empty where it has none
         * @param label its class, as a number in digits or as a name; empty where it has none
         */
        void take(long number, Optional<byte[]> picture, Optional<String> label);
    }

    /** How many rows. */
    long rows();

    /** Whether rows have labels. */
    boolean hasLabels();

    /** The names of the classes by number, where the files say them; else empty. */
    List<String> classes();

    /** Gives every row once, in order. */
    void each(Row row);

    @Override
    void close();
}

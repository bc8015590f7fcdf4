// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Divides the time that a report may take among its tables, so that a slow one has fewer rounds. */
final class Budget {
    private final LongSupplier clock;
    private final long end;
    private int left;

    /**
     * Begins now.
     *
     * @param whole for all tables
     * @param tables that will ask
     * @param clock in nanoseconds
     */
    Budget(Duration whole, int tables, LongSupplier clock) {
        this.clock = clock;
        end = clock.getAsLong() + whole.toNanos();
        left = tables;
    }

    /** The deadline of the next table: its share of what is left, so that what one saves is the others'. */
    long next() {
        long now = clock.getAsLong();
        return now + Math.max(0, end - now) / Math.max(1, left--);
    }

    /** Whether a table with this deadline has to end. */
    boolean isOver(long deadline) {
        return clock.getAsLong() >= deadline;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.diffusion4j.error.ConfigException;

/**
 * Samples cut into batches that fit into memory, drawn one after the other. Noise belongs to a sample and not to a batch, so
 * the batches together are the samples of one run, up to the rounding of sums.
 *
 * @param count samples in all
 * @param rows of a batch, at least 1; the last one may have fewer
 */
public record Portions(int count, int rows) {
    /** The rest is for the solver's state, the results and what runs beside. */
    private static final int SHARE_OF_FREE = 2;

    /** Draws the samples {@code first … first + rows − 1} and says how many evaluations of these are done. */
    @FunctionalInterface
    public interface Work<T> {
        /** Called once for each batch, in order. */
        T draw(int first, int rows, IntConsumer progress);
    }

    /**
     * As many rows in a batch as memory holds.
     *
     * @param most bytes that a row takes at the most
     * @param least bytes that a row certainly takes
     * @param free bytes; empty where that is not known, and all rows are one batch
     * @throws ConfigException if not even one row fits
     */
    static Portions fitting(int count, long most, long least, OptionalLong free) {
        if (free.isEmpty()) {
            return new Portions(count, count);
        }
        if (least > free.getAsLong()) {
            throw new ConfigException(
                    "one sample of this model takes at least %s of memory, and %s are free. End other programs, sample without guidance, or use a machine with more memory."
                            .formatted(gigabytes(least), gigabytes(free.getAsLong())));
        }
        long rows = free.getAsLong() / SHARE_OF_FREE / Math.max(1, most);
        return new Portions(count, (int) Math.max(1, Math.min(count, rows)));
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    private int number() {
        return (count + rows - 1) / rows;
    }

    /**
     * Draws all of them.
     *
     * @param evaluations of the network in a batch; progress counts up to them once, whatever the number of batches
     * @param progress hears how many are done
     */
    public <T> List<T> draw(int evaluations, IntConsumer progress, Work<T> work) {
        int number = number();
        List<T> drawn = new ArrayList<>();
        int[] told = {0};
        for (int i = 0; i < number; i++) {
            long before = (long) i * evaluations;
            IntConsumer own = done -> {
                int share = (int) ((before + done) / number);
                if (share > told[0]) {
                    told[0] = share;
                    progress.accept(share);
                }
            };
            int first = i * rows;
            drawn.add(work.draw(first, Math.min(rows, count - first), number == 1 ? progress : own));
        }
        return drawn;
    }
}

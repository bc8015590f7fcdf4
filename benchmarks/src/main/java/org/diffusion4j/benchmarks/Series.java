// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;

/**
 * What one program took, round after round.
 *
 * @param who the program
 * @param isPlain whether it is what a user of PyTorch has who changes nothing
 * @param values milliseconds, one a round, at least one
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived, seen by this package only
record Series(String who, boolean isPlain, double[] values) {
    /** Half of the rounds took less. */
    double median() {
        return median(values);
    }

    /** This in shares of {@code other}, round by round: the minutes were the same. */
    Series over(Series other) {
        double[] shares = new double[values.length];
        Arrays.setAll(shares, i -> values[i] / other.values[i]);
        return new Series(who, isPlain, shares);
    }

    /** The same under another name. */
    Series named(String other) {
        return new Series(other, isPlain, values);
    }

    double least() {
        return Arrays.stream(values).min().orElseThrow();
    }

    double most() {
        return Arrays.stream(values).max().orElseThrow();
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The median of what {@code call} tells, asked again and again for {@code nanos} of the clock, once at least. */
    static double window(DoubleSupplier call, long nanos, LongSupplier clock) {
        long start = clock.getAsLong();
        DoubleStream.Builder told = DoubleStream.builder();
        do {
            told.add(call.getAsDouble());
        } while (clock.getAsLong() - start < nanos);
        return median(told.build().toArray());
    }

    static double median(long... values) {
        return median(Arrays.stream(values).asDoubleStream().toArray());
    }
}

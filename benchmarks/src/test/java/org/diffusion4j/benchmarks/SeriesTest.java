// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PrimitiveIterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private final AtomicLong clock = new AtomicLong(7);

    @Test
    void aWindowGivesTheMedianOfTheCallsThatBeginInIt() {
        assertThat(window(25, 1, 5, 100, 1000)).isEqualTo(5);
    }

    @Test
    void aWindowIsAtLeastOneCall() {
        assertThat(window(0, 5, 1)).isEqualTo(5);
    }

    /** Each call takes ten nanoseconds. */
    private double window(long nanos, double... told) {
        PrimitiveIterator.OfDouble next = DoubleStream.of(told).iterator();
        return Series.window(
                () -> {
                    clock.addAndGet(10);
                    return next.nextDouble();
                },
                nanos,
                clock::get);
    }
}

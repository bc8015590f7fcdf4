// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.function.LongSupplier;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Noise;

/** Noise that counts how long its drawing takes, until the tensor is there. Belongs to one thread. */
final class TimedNoise implements Noise {
    private final Noise noise;
    private final LongSupplier clock;
    private long nanos;

    /** @param clock in nanoseconds */
    TimedNoise(Noise noise, LongSupplier clock) {
        this.noise = noise;
        this.clock = clock;
    }

    @Override
    public Tensor unit(int evaluation, int draw, Tensor like) {
        long start = clock.getAsLong();
        Tensor unit = noise.unit(evaluation, draw, like);
        nanos += clock.getAsLong() - start;
        return unit;
    }

    /** Spent so far. */
    long nanos() {
        return nanos;
    }
}

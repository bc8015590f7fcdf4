// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.StopSignal;

/**
 * What to draw and who watches.
 *
 * @param config method and steps
 * @param count samples, at least 1
 * @param seed of start and noise; sample k of a seed is the same whatever count
 * @param watcher sees the samples after every evaluation; unwatched samples of small networks use every core
 * @param progress hears how many evaluations are done
 * @param stop read before every evaluation
 */
public record SampleRequest(
        SampleConfig config, int count, long seed, Watcher watcher, IntConsumer progress, StopSignal stop) {
    /** Sees the samples on their way. */
    @FunctionalInterface
    public interface Watcher {
        /** Looks at nothing. */
        Watcher NONE = (evaluations, x) -> {};

        /** Called after {@code evaluations} evaluations of the network; {@code x} copies the samples when asked. */
        void after(int evaluations, Supplier<Samples> x);
    }

    public SampleRequest {
        if (count < 1) {
            throw new ConfigException(
                    "count must be at least 1 but was %d. Give the number of samples.".formatted(count));
        }
    }

    /** {@code count} samples of {@code seed} by the method of {@code config}, unwatched. */
    public static SampleRequest of(SampleConfig config, int count, long seed) {
        return new SampleRequest(config, count, seed, Watcher.NONE, evaluations -> {}, new StopSignal());
    }

    /** The same, watched. */
    public SampleRequest watchedBy(Watcher other) {
        return new SampleRequest(config, count, seed, other, progress, stop);
    }

    /** The same, with somebody told how far it is. */
    public SampleRequest reportingTo(IntConsumer other) {
        return new SampleRequest(config, count, seed, watcher, other, stop);
    }

    /** The same with nobody looking: all but the first of the parts that are drawn at once. */
    SampleRequest unobserved() {
        return new SampleRequest(config, count, seed, Watcher.NONE, evaluations -> {}, stop);
    }

    /** The same, stoppable. */
    public SampleRequest stoppedBy(StopSignal other) {
        return new SampleRequest(config, count, seed, watcher, progress, other);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.StopSignal;

/**
 * What to draw and who watches.
 *
 * @param config method and steps
 * @param count samples, at least 1
 * @param seed of start and noise; sample k of a seed is the same whatever count
 * @param watcher sees the samples after every evaluation
 * @param stop read before every evaluation
 */
public record SampleRequest(SampleConfig config, int count, long seed, Watcher watcher, StopSignal stop) {
    /** Sees the samples on their way. */
    @FunctionalInterface
    public interface Watcher {
        /** Looks at nothing. */
        Watcher NONE = (evaluations, x) -> {};

        /** Called after {@code evaluations} evaluations of the network; {@code x} copies the samples when asked. */
        void after(int evaluations, java.util.function.Supplier<Samples> x);
    }

    public SampleRequest {
        if (count < 1) {
            throw new ConfigException(
                    "count must be at least 1 but was %d. Give the number of samples.".formatted(count));
        }
    }

    /** {@code count} samples of {@code seed} by the method of {@code config}, unwatched. */
    public static SampleRequest of(SampleConfig config, int count, long seed) {
        return new SampleRequest(config, count, seed, Watcher.NONE, new StopSignal());
    }

    /** The same, watched. */
    public SampleRequest watchedBy(Watcher other) {
        return new SampleRequest(config, count, seed, other, stop);
    }

    /** The same, stoppable. */
    public SampleRequest stoppedBy(StopSignal other) {
        return new SampleRequest(config, count, seed, watcher, other);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Guidance;

/**
 * What to draw and who watches.
 *
 * @param config method and steps
 * @param count samples, 1 to a million
 * @param seed of start and noise; sample k of a seed is the same whatever count
 * @param condition what the network is told of each sample; {@link Condition#NONE} for nothing
 * @param guidance how strongly the condition is followed; needs a model that was trained with condition dropout
 * @param watcher sees the samples after every evaluation; unwatched samples of small networks use every core
 * @param progress hears how many evaluations are done
 * @param stop read before every evaluation
 */
public record SampleRequest(
        SampleConfig config,
        int count,
        long seed,
        Condition condition,
        Guidance guidance,
        Watcher watcher,
        IntConsumer progress,
        StopSignal stop) {
    /** Sees the samples on their way. */
    @FunctionalInterface
    public interface Watcher {
        /** Looks at nothing. */
        Watcher NONE = (evaluations, x) -> {};

        /** Called after {@code evaluations} evaluations of the network; {@code x} copies the samples when asked. */
        void after(int evaluations, Supplier<Samples> x);
    }

    /** All samples are held at once. */
    private static final int MOST = 1_000_000;

    public SampleRequest {
        if (count < 1) {
            throw new ConfigException(
                    "count must be at least 1 but was %d. Give the number of samples.".formatted(count));
        }
        if (count > MOST) {
            throw new ConfigException(
                    "count must be at most %d but was %d. Draw several times, with another seed each time."
                            .formatted(MOST, count));
        }
    }

    /** {@code count} samples of {@code seed} by the method of {@code config}, unwatched. */
    public static SampleRequest of(SampleConfig config, int count, long seed) {
        return new SampleRequest(
                config, count, seed, Condition.NONE, Guidance.NONE, Watcher.NONE, evaluations -> {}, new StopSignal());
    }

    /** The same, but so many. */
    public SampleRequest counting(int other) {
        return new SampleRequest(config, other, seed, condition, guidance, watcher, progress, stop);
    }

    /** The same of another seed. */
    public SampleRequest withSeed(long other) {
        return new SampleRequest(config, count, other, condition, guidance, watcher, progress, stop);
    }

    /** The same, with something told of each of the {@code count} samples. */
    public SampleRequest conditionedOn(Condition other) {
        return new SampleRequest(config, count, seed, other, guidance, watcher, progress, stop);
    }

    /** The same, guided. */
    public SampleRequest guidedBy(Guidance other) {
        return new SampleRequest(config, count, seed, condition, other, watcher, progress, stop);
    }

    /** The same, watched. */
    public SampleRequest watchedBy(Watcher other) {
        return new SampleRequest(config, count, seed, condition, guidance, other, progress, stop);
    }

    /** The same, with somebody told how far it is. */
    public SampleRequest reportingTo(IntConsumer other) {
        return new SampleRequest(config, count, seed, condition, guidance, watcher, other, stop);
    }

    /** The same with nobody looking: all but the first of the parts that are drawn at once. */
    SampleRequest unobserved() {
        return new SampleRequest(config, count, seed, condition, guidance, Watcher.NONE, evaluations -> {}, stop);
    }

    /** The same, stoppable. */
    public SampleRequest stoppedBy(StopSignal other) {
        return new SampleRequest(config, count, seed, condition, guidance, watcher, progress, other);
    }
}

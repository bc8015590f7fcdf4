// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Guidance;

/**
 * How a hole is filled. What a method has no use for is refused by it and not passed over.
 *
 * @param count fills of one hole, 1 to 10,000
 * @param seed of all noise; fill k of a seed is the same whatever count
 * @param told what the hole shows, in the words of {@link org.diffusion4j.model.Prompt#of}; nothing if empty
 * @param guidance how strongly that is followed
 * @param steps of the walk from noise to picture, for methods that walk; the method's own if empty
 * @param jumps how often the walk goes back; the method's own if empty
 * @param psi how far styles are drawn to their mean, in [0, 1], for methods that have styles: 0 is the mean, 1 not at all;
 *     the method's own if empty
 * @param progress hears how many evaluations of the network are done
 * @param stop read before every evaluation
 */
public record FillRequest(
        int count,
        long seed,
        Optional<String> told,
        Guidance guidance,
        OptionalInt steps,
        Optional<Jumps> jumps,
        OptionalDouble psi,
        LongConsumer progress,
        StopSignal stop) {
    private static final int MOST = 10_000;

    public FillRequest {
        if (count < 1 || count > MOST) {
            throw new ConfigException("count must lie in 1 to %d but was %d. Give the number of fills you want to see."
                    .formatted(MOST, count));
        }
        psi.ifPresent(share -> {
            if (!(share >= 0 && share <= 1)) {
                throw new ConfigException(
                        "psi must lie in [0, 1] but was %s. 1 draws freely, 0 always the mean style.".formatted(share));
            }
        });
    }

    /** {@code count} fills of {@code seed} as the method has them. */
    public static FillRequest of(int count, long seed) {
        return new FillRequest(
                count,
                seed,
                Optional.empty(),
                Guidance.NONE,
                OptionalInt.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                done -> {},
                new StopSignal());
    }

    /** The same, told what the hole shows. */
    public FillRequest told(String words) {
        return new FillRequest(count, seed, Optional.of(words), guidance, steps, jumps, psi, progress, stop);
    }

    /** The same, guided. */
    public FillRequest guidedBy(Guidance other) {
        return new FillRequest(count, seed, told, other, steps, jumps, psi, progress, stop);
    }

    /** The same in so many steps. */
    public FillRequest withSteps(int other) {
        return new FillRequest(count, seed, told, guidance, OptionalInt.of(other), jumps, psi, progress, stop);
    }

    /** The same with these jumps. */
    public FillRequest withJumps(Jumps other) {
        return new FillRequest(count, seed, told, guidance, steps, Optional.of(other), psi, progress, stop);
    }

    /** The same with this truncation of styles. */
    public FillRequest withPsi(double other) {
        return new FillRequest(count, seed, told, guidance, steps, jumps, OptionalDouble.of(other), progress, stop);
    }

    /** The same with another number of fills. */
    public FillRequest withCount(int other) {
        return new FillRequest(other, seed, told, guidance, steps, jumps, psi, progress, stop);
    }

    /** The same of another seed. */
    public FillRequest withSeed(long other) {
        return new FillRequest(count, other, told, guidance, steps, jumps, psi, progress, stop);
    }

    /** The same with somebody told how far it is. */
    public FillRequest reportingTo(LongConsumer other) {
        return new FillRequest(count, seed, told, guidance, steps, jumps, psi, other, stop);
    }

    /** The same, stoppable. */
    public FillRequest stoppedBy(StopSignal other) {
        return new FillRequest(count, seed, told, guidance, steps, jumps, psi, progress, other);
    }
}

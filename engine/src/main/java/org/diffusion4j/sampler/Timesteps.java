// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * The steps of a reverse run as pairs: from time {@code from[i]} to the earlier time {@code to[i]}. Both are given,
 * because they need not chain: DDIM in diffusers always steps by T/n, whatever the next entry of its list.
 */
public final class Timesteps {
    private final int[] from;
    private final int[] to;

    /**
     * The pairs.
     *
     * @param from noisy times 0 … T−1, descending
     * @param to times not above {@code from}, {@link NoiseSchedule#CLEAN} (−1) for the clean end
     * @throws ConfigException if there are none, or they do not descend
     */
    public Timesteps(int[] from, int[] to) {
        this.from = from.clone();
        this.to = to.clone();
        if (from.length == 0 || from.length != to.length) {
            throw new ConfigException(
                    "a run needs as many ends as starts and at least one, but got %d and %d. Use Timesteps.every(T) for the full run."
                            .formatted(to.length, from.length));
        }
        for (int i = 0; i < from.length; i++) {
            if (from[i] < 0 || to[i] > from[i] || to[i] < NoiseSchedule.CLEAN || (i > 0 && from[i] >= from[i - 1])) {
                throw new ConfigException(
                        "step %d goes from time %d to %d; times must descend from at most T-1 to -1 (clean). Check the list of times."
                                .formatted(i, from[i], to[i]));
            }
        }
    }

    /** All times of {@code schedule}, the noisiest first, then clean. */
    public static Timesteps every(NoiseSchedule schedule) {
        return startingAt(schedule, schedule.lastStep());
    }

    /** From a time of {@code schedule} to its first one by one, then clean. */
    public static Timesteps startingAt(NoiseSchedule schedule, int time) {
        if (time < schedule.firstStep() || time > schedule.lastStep()) {
            throw new ConfigException(
                    "a run must start at time %d to %d of the schedule but was asked to start at %d. The last of them is pure noise."
                            .formatted(schedule.firstStep(), schedule.lastStep(), time));
        }
        return chain(IntStream.rangeClosed(schedule.firstStep(), time)
                .map(i -> time + schedule.firstStep() - i)
                .toArray());
    }

    /** {@code count} times of {@code schedule} as {@link #spread(int, int)} has them. */
    public static Timesteps spread(NoiseSchedule schedule, int count) {
        return spread(schedule.steps(), schedule.firstStep(), count);
    }

    /** All of them: T−1, T−2, …, 0, clean. */
    public static Timesteps every(int steps) {
        return startingAt(steps - 1);
    }

    /** From a time in the middle to clean, one by one. */
    public static Timesteps startingAt(int time) {
        if (time < 0) {
            throw new ConfigException(
                    "a run must start at time 0 or later but was asked to start at %d. Give 0 to T-1.".formatted(time));
        }
        return chain(IntStream.rangeClosed(0, time).map(i -> time - i).toArray());
    }

    /** {@code count} of T times, evenly spread, the noisiest first and the last step ending clean (trailing spacing). */
    public static Timesteps spread(int steps, int count) {
        return spread(steps, 0, count);
    }

    private static Timesteps spread(int steps, int firstStep, int count) {
        if (count < 1 || count > steps) {
            throw new ConfigException(
                    "steps must lie in 1 to %d (the schedule's own) but was %d. Give --steps in that range."
                            .formatted(steps, count));
        }
        double gap = (double) steps / count;
        return chain(IntStream.range(0, count)
                .map(i -> (int) Math.rint(steps - i * gap) - 1 + firstStep)
                .toArray());
    }

    /** The given descending times, each ending where the next begins, the last one clean. */
    public static Timesteps chain(int... times) {
        int[] to = times.length == 0 ? times : Arrays.copyOfRange(times, 1, times.length + 1);
        if (to.length > 0) {
            to[to.length - 1] = NoiseSchedule.CLEAN;
        }
        return new Timesteps(times, to);
    }

    /** The noisy times, in their order. */
    IntStream noisy() {
        return Arrays.stream(from);
    }

    /** Number of steps. */
    public int count() {
        return from.length;
    }

    /** The noisy time of step i. */
    public int noisy(int i) {
        return from[i];
    }

    /** The earlier time that step i reaches. */
    public int earlier(int i) {
        return to[i];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Timesteps t && Arrays.equals(from, t.from) && Arrays.equals(to, t.to);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }

    @Override
    public String toString() {
        return "Timesteps" + Arrays.toString(from) + " -> " + Arrays.toString(to);
    }
}

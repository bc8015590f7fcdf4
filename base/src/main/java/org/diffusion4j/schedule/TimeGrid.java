// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import java.util.Arrays;
import org.diffusion4j.error.ConfigException;

/**
 * The times at which a sampler calls the network, in the order of the calls. The factories follow the three families of
 * the diffusers library to the bit: which points are laid out, in which order they are computed, and rounding half to
 * even. An immutable value.
 */
public final class TimeGrid {
    /** So many times stand in a sentence. */
    private static final int SHOWN = 10;

    private final double[] times;

    private TimeGrid(double[] times) {
        this.times = times;
    }

    /** These times, as they are; at least one, all finite. */
    public static TimeGrid of(double... times) {
        if (times.length == 0 || !Arrays.stream(times).allMatch(Double::isFinite)) {
            double[] first = Arrays.copyOf(times, Math.min(times.length, SHOWN));
            throw new ConfigException(
                    "A time grid was given as %s%s. It needs one or more finite times; list them from noisy to clean."
                            .formatted(Arrays.toString(first), times.length > SHOWN ? " and more" : ""));
        }
        return new TimeGrid(times.clone());
    }

    /** Every step of the schedule, from the noisiest to the cleanest. */
    public static TimeGrid all(NoiseSchedule schedule) {
        double[] times = new double[schedule.steps()];
        for (int i = 0; i < times.length; i++) {
            times[i] = schedule.lastStep() - i;
        }
        return new TimeGrid(times);
    }

    /**
     * n whole times of a schedule with {@code trainSteps} times, for solvers that work on steps (DDPM, DDIM, PNDM).
     *
     * @param offset added to {@link Spacing#LEADING} times, 0 or 1 as a rule
     */
    public static TimeGrid steps(Spacing spacing, int trainSteps, int n, int offset) {
        requireCount(trainSteps, n);
        return switch (spacing) {
            case LEADING -> leading(trainSteps / n, n - 1, n, offset);
            case LINSPACE -> new TimeGrid(reversed(rounded(linspace(trainSteps - 1, n))));
            case TRAILING -> trailing(trainSteps, trainSteps, n);
        };
    }

    /** As {@link #steps}, but {@link Spacing#LINSPACE} times stay fractional (float32), for solvers that work on sigmas. */
    public static TimeGrid fractional(Spacing spacing, int trainSteps, int n, int offset) {
        if (spacing != Spacing.LINSPACE) {
            return steps(spacing, trainSteps, n, offset);
        }
        requireCount(trainSteps, n);
        double[] times = reversed(linspace(trainSteps - 1, n));
        for (int i = 0; i < n; i++) {
            times[i] = (float) times[i];
        }
        return new TimeGrid(times);
    }

    /**
     * n whole times for multistep solvers (DPM-Solver++, UniPC, DEIS): one point more is laid out and the cleanest left
     * out, since those solvers step to sigma 0 from a time above 0.
     *
     * @param usedSteps {@code trainSteps}, or fewer where the noisiest steps are cut off
     */
    public static TimeGrid multistep(Spacing spacing, int trainSteps, int usedSteps, int n, int offset) {
        requireCount(trainSteps, n);
        requireCount(usedSteps, n);
        return switch (spacing) {
            case LEADING -> leading(usedSteps / (n + 1), n, n, offset);
            case LINSPACE -> new TimeGrid(Arrays.copyOf(reversed(rounded(linspace(usedSteps - 1, n + 1))), n));
            case TRAILING -> trailing(usedSteps, trainSteps, n);
        };
    }

    /** The times of {@link #steps} from clean to noisy, for the inversion of DDIM; there is no linspace form. */
    public static TimeGrid inverse(Spacing spacing, int trainSteps, int n, int offset) {
        if (spacing == Spacing.LINSPACE) {
            throw new ConfigException(
                    "The inverse of DDIM was given the spacing linspace. It knows leading and trailing; use one of them.");
        }
        return new TimeGrid(reversed(steps(spacing, trainSteps, n, offset).times));
    }

    /** How many times. */
    public int size() {
        return times.length;
    }

    /** Time number i, 0 being the first call. */
    public double time(int i) {
        return times[i];
    }

    /** Time number i of a grid of whole times. */
    public int step(int i) {
        int step = (int) times[i];
        if (step != times[i]) {
            throw new ConfigException(
                    "Time %s is not a whole step of the schedule. This solver works on whole steps; use a grid of whole times."
                            .formatted(times[i]));
        }
        return step;
    }

    /** A copy of all times. */
    public double[] times() {
        return times.clone();
    }

    private static TimeGrid leading(int stride, int firstMultiple, int n, int offset) {
        double[] times = new double[n];
        for (int i = 0; i < n; i++) {
            times[i] = (firstMultiple - i) * stride + offset;
        }
        return new TimeGrid(times);
    }

    /** From {@code from} down in steps of T / n, one less than the rounded value, at most n of them. */
    private static TimeGrid trailing(int from, int trainSteps, int n) {
        double stride = (double) trainSteps / n;
        // The reference takes the stride anew from the first two points; that decides ties.
        double step = (from - stride) - from;
        int count = Math.min(n, (int) Math.ceil(from / stride));
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            times[i] = Math.rint(from + i * step) - 1;
        }
        return new TimeGrid(times);
    }

    /** n points from 0 to {@code last}; the multiples of one step are not those of last * i / (n - 1) at ties. */
    private static double[] linspace(int last, int n) {
        double[] points = new double[n];
        if (n > 1) {
            double step = (double) last / (n - 1);
            for (int i = 0; i < n; i++) {
                points[i] = i * step;
            }
            points[n - 1] = last;
        }
        return points;
    }

    private static double[] rounded(double[] values) {
        return Arrays.stream(values).map(Math::rint).toArray();
    }

    private static double[] reversed(double[] values) {
        double[] reversed = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            reversed[i] = values[values.length - 1 - i];
        }
        return reversed;
    }

    private static void requireCount(int trainSteps, int n) {
        if (n < 1 || n > trainSteps) {
            throw new ConfigException(
                    "%d sampling steps were asked for on a schedule of %d steps. There must be at least 1 and no more than the schedule has; choose from that range."
                            .formatted(n, trainSteps));
        }
    }

    /** Equal when all times are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TimeGrid that && Arrays.equals(times, that.times);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(times);
    }

    @Override
    public String toString() {
        return "TimeGrid" + Arrays.toString(times);
    }
}

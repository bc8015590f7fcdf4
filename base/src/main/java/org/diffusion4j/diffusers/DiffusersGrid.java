// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Respacing;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.SigmaTable;
import org.diffusion4j.schedule.Spacing;
import org.diffusion4j.schedule.TimeGrid;
import org.diffusion4j.schedule.TimeRounding;
import org.jspecify.annotations.Nullable;

/**
 * The times and noise levels that a diffusers scheduler lays out for n sampling steps, with the defaults of its class.
 * PNDM's times are the list that its warm-up starts from, Heun's are not doubled; flow sigmas are not laid out here.
 */
public final class DiffusersGrid {
    private static final Map<String, Spacing> SPACINGS = new TreeMap<>(
            Map.of("leading", Spacing.LEADING, "linspace", Spacing.LINSPACE, "trailing", Spacing.TRAILING));
    private static final Map<String, Boolean> IS_LOG_LINEAR =
            new TreeMap<>(Map.of("linear", false, "log_linear", true));
    private static final Map<String, Boolean> IS_CONTINUOUS =
            new TreeMap<>(Map.of("discrete", false, "continuous", true));

    private static final String LAMBDA = "lambda_min_clipped";
    private static final String INTERPOLATION = "interpolation_type";
    private static final String TIMESTEP_TYPE = "timestep_type";
    private static final String OFFSET = "steps_offset";

    private final SchedulerValues values;
    private final SchedulerClass kind;
    private final NoiseSchedule schedule;

    /** The grids of this file over its schedule. */
    public DiffusersGrid(SchedulerValues values, NoiseSchedule schedule) {
        this.values = values;
        this.kind = values.kind();
        this.schedule = schedule;
    }

    /** How the times are spaced. */
    public Spacing spacing() {
        return values.choice("timestep_spacing", SPACINGS);
    }

    /** The n times of the plain spacing. */
    public TimeGrid times(int n) {
        int trainSteps = schedule.steps();
        int offset = values.whole(OFFSET);
        if (offset < 0 || offset >= trainSteps) {
            throw values.file().refused(OFFSET, "a whole number from 0 to %d".formatted(trainSteps - 1));
        }
        return switch (kind.grid()) {
            case STEPS -> TimeGrid.steps(spacing(), trainSteps, n, offset);
            case INVERSE -> TimeGrid.inverse(spacing(), trainSteps, n, offset);
            case LEVELS -> TimeGrid.fractional(spacing(), trainSteps, n, offset);
            case MULTISTEP -> TimeGrid.multistep(spacing(), trainSteps, used(n), n, offset);
            case OWN, EDM, FLOW -> throw unknown("times");
        };
    }

    /** The number of steps that are not cut off because too little signal is left; only DPM-Solver++ cuts any. */
    private int used(int n) {
        int trainSteps = schedule.steps();
        double bound = values.number(LAMBDA, Double.NEGATIVE_INFINITY);
        int clipped = 0;
        while (clipped < trainSteps - 1 && schedule.lambda(schedule.lastStep() - clipped) < bound) {
            clipped++;
        }
        int used = trainSteps - clipped;
        if (n > used && clipped > 0) {
            throw values.file()
                    .refused(
                            LAMBDA,
                            "smaller: of %d steps it leaves %d, and %d are to be taken".formatted(trainSteps, used, n));
        }
        return used;
    }

    /** The n sigmas and their times, then the final sigma; for the solvers that work on sigmas. */
    public SigmaGrid sigmas(int n) {
        return told(sigmasOfSchedule(n));
    }

    /** The same with the times that the network is told, where those are not the schedule's. */
    private SigmaGrid told(SigmaGrid grid) {
        if (!kind.knows(TIMESTEP_TYPE)
                || !values.choice(TIMESTEP_TYPE, IS_CONTINUOUS)
                || !values.text("prediction_type").equals("v_prediction")) {
            return grid;
        }
        // Networks in the manner of EDM are given the noise level itself as their time.
        double[] noise = new double[grid.size()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (0.25 * StrictMath.log(grid.sigma(i)));
        }
        return SigmaGrid.of(TimeGrid.of(noise), grid.sigmas(), schedule.precision());
    }

    /** The schedule's sigmas at times of the caller's choice, then the final sigma. */
    public SigmaGrid sigmasAt(TimeGrid times) {
        requireNoRespacing("timesteps");
        return SigmaGrid.interpolated(schedule, times, FinalLevel.isZero(values) ? 0 : new SigmaTable(schedule).min());
    }

    /** Sigmas of the caller's choice, the final one included, with the times that belong to them. */
    public SigmaGrid sigmasOf(double... sigmas) {
        requireNoRespacing("sigmas");
        int n = Math.max(0, sigmas.length - 1);
        double last = sigmas.length == 0 ? 0 : sigmas[n];
        return told(SigmaGrid.respaced(schedule, Arrays.copyOf(sigmas, n), TimeRounding.FRACTIONAL, last));
    }

    private void requireNoRespacing(String what) {
        if (respacing() != null) {
            throw new FormatException("%s lays out its own sigmas, and %s were given as well. Give only one of them."
                    .formatted(values.file().place(), what));
        }
    }

    private SigmaGrid sigmasOfSchedule(int n) {
        boolean multistep = kind.grid() == GridKind.MULTISTEP;
        if (!multistep && kind.grid() != GridKind.LEVELS) {
            throw unknown("sigmas");
        }
        SigmaTable table = new SigmaTable(schedule);
        TimeGrid times = times(n);
        boolean toZero = FinalLevel.isZero(values);
        boolean isLogLinear = kind.knows(INTERPOLATION) && values.choice(INTERPOLATION, IS_LOG_LINEAR);
        Respacing respacing = respacing();
        if (respacing == null && isLogLinear) {
            // One level more than steps: the run ends at the smallest sigma and never uses the final one.
            double[] sigmas = Respacing.EXPONENTIAL.sigmas(table.max(), table.min(), n + 1);
            return SigmaGrid.ending(times, sigmas, toZero ? 0 : table.min(), schedule.precision());
        }
        if (respacing == null) {
            return SigmaGrid.interpolated(schedule, times, toZero ? 0 : table.min());
        }
        boolean spansTable = multistep || isLogLinear;
        double max = spansTable ? table.max() : table.sigma(times.time(0));
        double min = spansTable ? table.min() : table.sigma(times.time(n - 1));
        max = values.within("sigma_max", EdmGrid.LEAST, EdmGrid.MOST, max);
        min = values.within("sigma_min", EdmGrid.LEAST, EdmGrid.MOST, min);
        double[] sigmas = respacing.sigmas(max, min, n);
        double smallest = kind.has(Habit.ENDS_AT_OWN_LEVEL) ? sigmas[n - 1] : table.min();
        return SigmaGrid.respaced(schedule, sigmas, rounding(respacing), toZero ? 0 : smallest);
    }

    private TimeRounding rounding(Respacing respacing) {
        if (kind.grid() != GridKind.MULTISTEP) {
            return TimeRounding.FRACTIONAL;
        }
        boolean neverRounded = respacing == Respacing.EXPONENTIAL || respacing == Respacing.BETA;
        boolean cosine = kind.has(Habit.CUTS_TIMES_OF_COSINE) && DiffusersSchedule.isCosine(values);
        return neverRounded || cosine ? TimeRounding.TRUNCATED : TimeRounding.NEAREST;
    }

    private @Nullable Respacing respacing() {
        return Respacings.of(values);
    }

    private FormatException unknown(String what) {
        return new FormatException(
                "The scheduler class %s has no %s that its schedule lays out. Use a class that goes by them, such as %s."
                        .formatted(
                                kind.name(),
                                what,
                                what.equals("sigmas") ? "EulerDiscreteScheduler" : "DDPMScheduler or DDIMScheduler"));
    }
}

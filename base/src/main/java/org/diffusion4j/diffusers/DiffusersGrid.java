// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
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
    private static final Map<String, Boolean> FINAL_IS_ZERO = new TreeMap<>(Map.of("zero", true, "sigma_min", false));
    private static final Map<String, Boolean> IS_LOG_LINEAR =
            new TreeMap<>(Map.of("linear", false, "log_linear", true));
    private static final Map<String, Boolean> IS_CONTINUOUS =
            new TreeMap<>(Map.of("discrete", false, "continuous", true));

    private static final Set<String> ON_STEPS = Set.of("DDPMScheduler", "DDIMScheduler", "PNDMScheduler");
    private static final Set<String> ON_SIGMAS = Set.of(
            "EulerDiscreteScheduler",
            "EulerAncestralDiscreteScheduler",
            "HeunDiscreteScheduler",
            "LMSDiscreteScheduler");
    private static final String LAMBDA = "lambda_min_clipped";
    private static final String DPM_SOLVER = "DPMSolverMultistepScheduler";
    private static final String UNIPC = "UniPCMultistepScheduler";
    private static final String DEIS = "DEISMultistepScheduler";
    private static final Set<String> MULTISTEP = Set.of(DPM_SOLVER, UNIPC, DEIS);

    private final SchedulerConfig file;
    private final NoiseSchedule schedule;

    /** The grids of this file over its schedule. */
    public DiffusersGrid(SchedulerConfig file, NoiseSchedule schedule) {
        this.file = file;
        this.schedule = schedule;
    }

    /** How the times are spaced. */
    public Spacing spacing() {
        boolean linspace = ON_SIGMAS.contains(file.className()) || MULTISTEP.contains(file.className());
        return file.choice("timestep_spacing", linspace ? "linspace" : "leading", SPACINGS);
    }

    /** The n times of the plain spacing. */
    public TimeGrid times(int n) {
        int trainSteps = schedule.steps();
        int offset = file.whole("steps_offset", 0);
        if (offset < 0 || offset >= trainSteps) {
            throw file.refused("steps_offset", "a whole number from 0 to %d".formatted(trainSteps - 1));
        }
        if (ON_STEPS.contains(file.className())) {
            return TimeGrid.steps(spacing(), trainSteps, n, offset);
        }
        if (file.className().equals("DDIMInverseScheduler")) {
            return TimeGrid.inverse(spacing(), trainSteps, n, offset);
        }
        if (ON_SIGMAS.contains(file.className())) {
            return TimeGrid.fractional(spacing(), trainSteps, n, offset);
        }
        if (MULTISTEP.contains(file.className())) {
            int used = trainSteps - clippedSteps();
            if (n > used && used < trainSteps) {
                throw file.refused(
                        LAMBDA,
                        "smaller: of %d steps it leaves %d, and %d are to be taken".formatted(trainSteps, used, n));
            }
            return TimeGrid.multistep(spacing(), trainSteps, used, n, offset);
        }
        throw unknown("times");
    }

    /** The n sigmas and their times, then the final sigma; for the solvers that work on sigmas. */
    public SigmaGrid sigmas(int n) {
        return told(sigmasOfSchedule(n));
    }

    /** The same with the times that the network is told, where those are not the schedule's. */
    private SigmaGrid told(SigmaGrid grid) {
        if (!file.className().equals("EulerDiscreteScheduler")
                || !file.choice("timestep_type", "discrete", IS_CONTINUOUS)
                || !file.text("prediction_type", "epsilon").equals("v_prediction")) {
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
        return SigmaGrid.interpolated(schedule, times, finalIsZero() ? 0 : new SigmaTable(schedule).min());
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
                    .formatted(file.place(), what));
        }
    }

    private SigmaGrid sigmasOfSchedule(int n) {
        boolean multistep = MULTISTEP.contains(file.className());
        if (!multistep && !ON_SIGMAS.contains(file.className())) {
            throw unknown("sigmas");
        }
        SigmaTable table = new SigmaTable(schedule);
        TimeGrid times = times(n);
        boolean toZero = finalIsZero();
        boolean isLogLinear = file.className().equals("EulerDiscreteScheduler")
                && file.choice("interpolation_type", "linear", IS_LOG_LINEAR);
        Respacing respacing = respacing();
        if (respacing == null && isLogLinear) {
            // One level more than steps: the run ends at the smallest sigma and never uses the final one.
            double[] sigmas = Respacing.EXPONENTIAL.sigmas(table.max(), table.min(), n + 1);
            return SigmaGrid.of(times, append(sigmas, toZero ? 0 : table.min()), schedule.precision());
        }
        if (respacing == null) {
            return SigmaGrid.interpolated(schedule, times, toZero ? 0 : table.min());
        }
        boolean spansTable = multistep || isLogLinear;
        double max = spansTable ? table.max() : table.sigma(times.time(0));
        double min = spansTable ? table.min() : table.sigma(times.time(n - 1));
        if (file.className().equals("EulerDiscreteScheduler")
                || file.className().equals(UNIPC)) {
            max = file.within("sigma_max", EdmGrid.LEAST, EdmGrid.MOST, max);
            min = file.within("sigma_min", EdmGrid.LEAST, EdmGrid.MOST, min);
        }
        double[] sigmas = respacing.sigmas(max, min, n);
        boolean endsAtItsOwnLast =
                file.className().equals(UNIPC) || file.className().equals(DEIS);
        double smallest = endsAtItsOwnLast ? sigmas[n - 1] : table.min();
        return SigmaGrid.respaced(schedule, sigmas, rounding(respacing), toZero ? 0 : smallest);
    }

    /** The number of noisiest steps whose lambda lies below the configured bound; only DPM-Solver++ cuts them off. */
    private int clippedSteps() {
        int clipped = 0;
        if (file.className().equals(DPM_SOLVER)) {
            double bound = file.number(LAMBDA, Double.NEGATIVE_INFINITY);
            while (clipped < schedule.steps() - 1 && schedule.lambda(schedule.lastStep() - clipped) < bound) {
                clipped++;
            }
        }
        return clipped;
    }

    private boolean finalIsZero() {
        return switch (file.className()) {
            case DEIS -> false;
            case DPM_SOLVER, UNIPC, "EulerDiscreteScheduler" -> file.choice("final_sigmas_type", "zero", FINAL_IS_ZERO);
            default -> true;
        };
    }

    private TimeRounding rounding(Respacing respacing) {
        if (!MULTISTEP.contains(file.className())) {
            return TimeRounding.FRACTIONAL;
        }
        boolean neverRounded = respacing == Respacing.EXPONENTIAL || respacing == Respacing.BETA;
        boolean cosine = file.className().equals(DPM_SOLVER)
                && file.text("beta_schedule", "linear").equals("squaredcos_cap_v2"); // beside trained_betas, too
        return neverRounded || cosine ? TimeRounding.TRUNCATED : TimeRounding.NEAREST;
    }

    private @Nullable Respacing respacing() {
        Map<String, Respacing> known = new TreeMap<>();
        if (!file.className().equals("EulerAncestralDiscreteScheduler")) {
            known.putAll(Respacings.COMMON);
        }
        if (file.className().equals(DPM_SOLVER)) {
            known.put("use_lu_lambdas", Respacing.LU);
        }
        return Respacings.of(file, known);
    }

    private static double[] append(double[] sigmas, double last) {
        double[] longer = Arrays.copyOf(sigmas, sigmas.length + 1);
        longer[sigmas.length] = last;
        return longer;
    }

    private FormatException unknown(String what) {
        return new FormatException(
                "The scheduler class %s has no %s that could be laid out here. Known are DDPM, DDIM, DDIMInverse, PNDM, Euler, EulerAncestral, Heun, LMS, DPMSolverMultistep, UniPC and DEIS%s; use one of these."
                        .formatted(file.className(), what, what.equals("sigmas") ? " (sigmas: from Euler on)" : ""));
    }
}

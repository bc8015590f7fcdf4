// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.schedule.TerminalSnr;

/** The noise schedule of a diffusers scheduler, with the defaults of its class. */
public final class DiffusersSchedule {
    private static final Map<String, BetaSchedule> KINDS = new TreeMap<>(Map.of(
            "linear", BetaSchedule.LINEAR,
            "scaled_linear", BetaSchedule.SCALED_LINEAR,
            "squaredcos_cap_v2", BetaSchedule.COSINE,
            "sigmoid", BetaSchedule.SIGMOID,
            "exp", BetaSchedule.EXP,
            "laplace", BetaSchedule.LAPLACE));

    /** What every class knows. */
    private static final Set<BetaSchedule> COMMON =
            Set.of(BetaSchedule.LINEAR, BetaSchedule.SCALED_LINEAR, BetaSchedule.COSINE);

    /** What some classes know beside that. */
    private static final Map<String, Set<BetaSchedule>> MORE = Map.of(
            "DDPMScheduler", Set.of(BetaSchedule.SIGMOID, BetaSchedule.LAPLACE),
            "RePaintScheduler", Set.of(BetaSchedule.SIGMOID),
            "HeunDiscreteScheduler", Set.of(BetaSchedule.EXP));

    /** These divide by the last abar, or take its logarithm, and so replace the 0 of a rescaled schedule. */
    private static final Set<String> KEEPS_A_LITTLE_SIGNAL = Set.of(
            "DPMSolverMultistepScheduler",
            "UniPCMultistepScheduler",
            "EulerDiscreteScheduler",
            "EulerAncestralDiscreteScheduler");

    private static final Set<String> LATENT_DIFFUSION_RANGE = Set.of("HeunDiscreteScheduler", "LCMScheduler");

    private static final String BETAS = "trained_betas";
    private static final int MOST_BETAS = 1_000_000;

    private DiffusersSchedule() {}

    /**
     * What the file describes, with float32 tables as the library builds them. A list {@code trained_betas} overrides
     * everything else about the betas, the number of steps too.
     */
    public static ScheduleConfig config(SchedulerConfig file) {
        TerminalSnr terminal = TerminalSnr.AS_IS;
        if (file.flag("rescale_betas_zero_snr", false)) {
            terminal = KEEPS_A_LITTLE_SIGNAL.contains(file.className()) ? TerminalSnr.ALMOST_ZERO : TerminalSnr.ZERO;
        }
        return betas(file).withTerminalSnr(terminal).withPrecision(Precision.FLOAT32);
    }

    /** What a class of the library may have under {@code beta_schedule}, by its name there. */
    public static Map<String, BetaSchedule> kinds(String className) {
        Map<String, BetaSchedule> known = new TreeMap<>(KINDS);
        known.values()
                .removeIf(kind -> !COMMON.contains(kind)
                        && !MORE.getOrDefault(className, Set.of()).contains(kind));
        return known;
    }

    /** A schedule as the solvers of a class can use it: some need a little signal at a last step that has none. */
    public static NoiseSchedule suiting(String className, NoiseSchedule schedule) {
        boolean needsSignal = KEEPS_A_LITTLE_SIGNAL.contains(className) && schedule.alphaBar(schedule.lastStep()) == 0;
        return needsSignal ? schedule.withLastAlphaBar(0x1p-24) : schedule;
    }

    /** The tables that the file describes. */
    public static NoiseSchedule create(SchedulerConfig file) {
        return config(file).create();
    }

    private static ScheduleConfig betas(SchedulerConfig file) {
        List<Double> trained = file.numbers(BETAS);
        if (!trained.isEmpty()) {
            if (trained.size() > MOST_BETAS || !trained.stream().allMatch(beta -> beta >= 0 && beta <= 1)) {
                throw file.refused(BETAS, "a list of at most %d numbers from 0 to 1".formatted(MOST_BETAS));
            }
            return ScheduleConfig.trained(trained);
        }
        boolean latent = LATENT_DIFFUSION_RANGE.contains(file.className());
        String kind = file.className().equals("LCMScheduler") ? "scaled_linear" : "linear";
        return ScheduleConfig.defaults()
                .withKind(file.choice("beta_schedule", kind, kinds(file.className())))
                .withSteps(file.whole("num_train_timesteps", 1000))
                .withBetaRange(
                        file.number("beta_start", latent ? 0.00085 : 0.0001),
                        file.number("beta_end", latent ? 0.012 : 0.02));
    }
}

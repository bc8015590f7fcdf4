// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.List;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.schedule.TerminalSnr;

/** The noise schedule of a diffusers scheduler, with the defaults of its class. */
public final class DiffusersSchedule {
    private static final String BETAS = "trained_betas";
    private static final int MOST_BETAS = 1_000_000;

    private DiffusersSchedule() {}

    /**
     * What the file describes, with float32 tables as the library builds them. A list {@code trained_betas} overrides
     * everything else about the betas, the number of steps too; only the name of the cosine stays.
     */
    public static ScheduleConfig config(SchedulerValues values) {
        TerminalSnr terminal = TerminalSnr.AS_IS;
        if (values.flag("rescale_betas_zero_snr")) {
            terminal = values.kind().has(Habit.NEEDS_SIGNAL) ? TerminalSnr.ALMOST_ZERO : TerminalSnr.ZERO;
        }
        return betas(values).withTerminalSnr(terminal).withPrecision(Precision.FLOAT32);
    }

    /** A schedule as the solvers of a class can use it: some need a little signal at a last step that has none. */
    public static NoiseSchedule suiting(SchedulerClass kind, NoiseSchedule schedule) {
        boolean needsSignal = kind.has(Habit.NEEDS_SIGNAL) && schedule.alphaBar(schedule.lastStep()) == 0;
        return needsSignal ? schedule.withLastAlphaBar(0x1p-24) : schedule;
    }

    /** The tables that the file describes. */
    public static NoiseSchedule create(SchedulerValues values) {
        return config(values).create();
    }

    /** Whether the file names the cosine, be it beside a list: DPM-Solver's times depend on the name alone. */
    static boolean isCosine(SchedulerValues values) {
        return values.text("beta_schedule").equals("squaredcos_cap_v2");
    }

    private static ScheduleConfig betas(SchedulerValues values) {
        List<Double> trained = values.file().numbers(BETAS);
        if (!trained.isEmpty()) {
            if (trained.size() > MOST_BETAS || !trained.stream().allMatch(beta -> beta >= 0 && beta <= 1)) {
                throw values.file().refused(BETAS, "a list of at most %d numbers from 0 to 1".formatted(MOST_BETAS));
            }
            return ScheduleConfig.trained(isCosine(values) ? BetaSchedule.COSINE : BetaSchedule.TRAINED, trained);
        }
        ScheduleConfig usual = ScheduleConfig.defaults();
        if (!values.kind().knows(BETAS)) {
            return usual.withSteps(values.whole("num_train_timesteps")); // goes by levels of its own
        }
        return usual.withKind(values.choice("beta_schedule", values.kind().betaSchedules()))
                .withSteps(values.whole("num_train_timesteps"))
                .withBetaRange(values.number("beta_start"), values.number("beta_end"));
    }
}

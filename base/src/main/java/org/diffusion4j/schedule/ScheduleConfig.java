// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import java.util.List;
import java.util.Locale;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;

/**
 * Describes a noise schedule in a recipe; {@link #create} makes it. Values that a kind does not use are still checked
 * and otherwise ignored.
 *
 * @param kind the family
 * @param steps T, 1 to a million
 * @param betaStart the smallest beta, in (0, 1); for linear, scaled_linear, sigmoid and the sprites
 * @param betaEnd the largest beta, in [betaStart, 1)
 * @param s the offset of the cosine schedule, in [0, 1); unused beside a list of betas
 * @param maxBeta where cosine, exp and laplace cut beta, in (0, 1]; unused beside a list of betas
 * @param betas the list of a trained schedule, one for each step; a cosine schedule may have one in place of its own,
 *     which {@code s} and {@code maxBeta} then do not touch, and the others have none
 * @param terminalSnr whether the schedule is rescaled to end without signal
 * @param precision the arithmetic of the tables
 */
public record ScheduleConfig(
        @Key(about = "family of the noise schedule", standard = "linear")
        BetaSchedule kind,

        @Key(about = "T, the number of noise levels", unit = "steps", standard = "1000")
        int steps,

        @Key(about = "smallest beta", standard = "1e-4") double betaStart,
        @Key(about = "largest beta", standard = "0.02") double betaEnd,

        @Key(about = "offset of the cosine schedule", standard = "0.008")
        double s,

        @Key(about = "where cosine, exp and laplace cut beta", standard = "0.999")
        double maxBeta,

        @Key(
                about = "the list of a trained schedule, one per step; cosine may have one, in place of s and maxBeta",
                standard = "[]")
        List<Double> betas,

        @Key(about = "whether the schedule is rescaled to end without signal", standard = "as-is")
        TerminalSnr terminalSnr,

        @Key(about = "arithmetic of the tables", standard = "double")
        Precision precision) {

    /** The tables hold several numbers for each step. */
    private static final int MOST_STEPS = 1_000_000;

    private static final KeyName STEPS = new KeyName("schedule.steps");

    /** Refuses values out of range, each with a sentence. */
    public ScheduleConfig {
        betas = List.copyOf(betas);
        require(steps >= 1, "%s is %s. It must be 1 or more; 1000 is usual.", STEPS, steps);
        require(steps <= MOST_STEPS, "%s is %s. It must be at most %s; 1000 is usual.", STEPS, steps, MOST_STEPS);
        require(
                betaStart > 0 && betaStart < 1,
                "%s is %s. It must lie in (0, 1); 0.0001 is usual.",
                new KeyName("schedule.betaStart"),
                betaStart);
        KeyName start = new KeyName("betaStart");
        require(
                betaEnd >= betaStart && betaEnd < 1,
                "%s is %s. It must lie in [%s, 1), and %s is %s; 0.02 is usual.",
                new KeyName("schedule.betaEnd"),
                betaEnd,
                start,
                start,
                betaStart);
        require(s >= 0 && s < 1, "%s is %s. It must lie in [0, 1); 0.008 is usual.", new KeyName("schedule.s"), s);
        require(
                maxBeta > 0 && maxBeta <= 1,
                "%s is %s. It must lie in (0, 1]; 0.999 is usual.",
                new KeyName("schedule.maxBeta"),
                maxBeta);
        require(
                betas.isEmpty() ? kind != BetaSchedule.TRAINED : betas.size() == steps && kind.mayHaveList(),
                "%s has %s values for a schedule of kind %s with steps %s. A trained schedule needs one for each step, a cosine schedule has as many or none, and the other kinds have none; correct the list, steps or kind.",
                new KeyName("schedule.betas"),
                betas.size(),
                kind.name().toLowerCase(Locale.ROOT),
                steps);
    }

    /** Linear, 1000 steps, beta from 0.0001 to 0.02, in double: the schedule of DDPM. */
    public static ScheduleConfig defaults() {
        return RecipeReader.defaults(ScheduleConfig.class);
    }

    /** {@link BetaSchedule#LINEAR} over this range. */
    public static ScheduleConfig linear(double betaStart, double betaEnd, int steps) {
        return defaults().withSteps(steps).withBetaRange(betaStart, betaEnd);
    }

    /** {@link BetaSchedule#COSINE} with offset 0.008, beta cut at 0.999. */
    public static ScheduleConfig cosine(int steps) {
        return defaults().withKind(BetaSchedule.COSINE).withSteps(steps);
    }

    /** {@link BetaSchedule#TRAINED}. */
    public static ScheduleConfig trained(List<Double> betas) {
        return trained(BetaSchedule.TRAINED, betas);
    }

    /**
     * Betas of a list, under the name of the kind that they stand for: DPM-Solver takes the times of a cosine otherwise.
     *
     * @param kind trained or cosine
     */
    public static ScheduleConfig trained(BetaSchedule kind, List<Double> betas) {
        ScheduleConfig d = defaults();
        return new ScheduleConfig(
                kind, betas.size(), d.betaStart, d.betaEnd, d.s, d.maxBeta, betas, d.terminalSnr, d.precision);
    }

    /** The tables. */
    public NoiseSchedule create() {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        BetaSchedule source = betas.isEmpty() ? kind : BetaSchedule.TRAINED;
        return terminalSnr.apply(source.create(name, this).ofKind(kind));
    }

    /** A copy of another kind, other than trained. */
    public ScheduleConfig withKind(BetaSchedule newKind) {
        return new ScheduleConfig(newKind, steps, betaStart, betaEnd, s, maxBeta, betas, terminalSnr, precision);
    }

    /** A copy with another number of steps. */
    public ScheduleConfig withSteps(int newSteps) {
        return new ScheduleConfig(kind, newSteps, betaStart, betaEnd, s, maxBeta, betas, terminalSnr, precision);
    }

    /** A copy with other ends of beta. */
    public ScheduleConfig withBetaRange(double start, double end) {
        return new ScheduleConfig(kind, steps, start, end, s, maxBeta, betas, terminalSnr, precision);
    }

    /** A copy with another treatment of the last step. */
    public ScheduleConfig withTerminalSnr(TerminalSnr newTerminalSnr) {
        return new ScheduleConfig(kind, steps, betaStart, betaEnd, s, maxBeta, betas, newTerminalSnr, precision);
    }

    /** A copy with tables of another precision. */
    public ScheduleConfig withPrecision(Precision newPrecision) {
        return new ScheduleConfig(kind, steps, betaStart, betaEnd, s, maxBeta, betas, terminalSnr, newPrecision);
    }

    private static void require(boolean holds, String form, Object... facts) {
        if (!holds) {
            throw ConfigException.naming(form, facts);
        }
    }
}

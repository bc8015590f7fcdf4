// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.diffusion4j.error.ConfigException;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.Test;

class NoiseScheduleTest {
    private static final NoiseSchedule HALVES = NoiseSchedule.ofBetas("halves", new double[] {0.5, 0.5, 0.75});

    @Test
    void theTablesOfAScheduleWorkedOutByHand() {
        // abar: 1/2, 1/4, 1/16; sigma^2 = (1 - abar) / abar: 1, 3, 15.
        assertThat(HALVES.alphaBars()).containsExactly(0.5, 0.25, 0.0625);
        assertThat(HALVES.betas()).containsExactly(0.5, 0.5, 0.75);
        assertThat(HALVES.alpha(2)).isEqualTo(0.25);
        assertThat(HALVES.sqrtAlphaBar(2)).isEqualTo(0.25);
        assertThat(HALVES.sqrtOneMinusAlphaBar(1)).isEqualTo(Math.sqrt(0.75));
        assertThat(HALVES.sigma(2)).isEqualTo(Math.sqrt(15));
        assertThat(HALVES.snr(1)).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(HALVES.lambda(1)).isCloseTo(-0.5 * Math.log(3), within(1e-15));
        assertThat(HALVES.lambda(1)).isCloseTo(-Math.log(HALVES.sigma(1)), within(1e-15));
        assertThat(HALVES.steps()).isEqualTo(3);
        assertThat(HALVES.firstStep()).isZero();
        assertThat(HALVES.lastStep()).isEqualTo(2);
        assertThat(HALVES.precision()).isEqualTo(Precision.DOUBLE);
    }

    @Test
    void thePosteriorWorkedOutByHand() {
        // From t = 2 (abar 1/16) to s = 0 (abar 1/2): alpha 1/8, beta 7/8; variance 7/8 * (1/2) / (15/16) = 7/15.
        Posterior p = HALVES.posterior(2, 0);
        assertThat(p.alpha()).isEqualTo(0.125);
        assertThat(p.beta()).isEqualTo(0.875);
        assertThat(p.variance()).isCloseTo(7 / 15.0, within(1e-15));
        assertThat(p.sigma()).isCloseTo(Math.sqrt(7 / 15.0), within(1e-15));
        assertThat(p.x0Coefficient()).isCloseTo(Math.sqrt(0.5) * 14 / 15, within(1e-15));
        assertThat(p.xTCoefficient()).isCloseTo(Math.sqrt(0.125) * 8 / 15, within(1e-15));
        assertThat(p.epsilonCoefficient()).isCloseTo(0.875 / Math.sqrt(15.0 / 16), within(1e-15));
    }

    @Test
    void cleanTimeHasNoNoise() {
        assertThat(HALVES.alphaBar(NoiseSchedule.CLEAN)).isEqualTo(1);
        assertThat(HALVES.sigma(NoiseSchedule.CLEAN)).isZero();
        assertThat(HALVES.snr(NoiseSchedule.CLEAN)).isInfinite();
        Posterior last = HALVES.posterior(0);
        assertThat(last.variance()).isZero();
        assertThat(last.x0Coefficient()).isEqualTo(1);
        assertThat(last.xTCoefficient()).isZero();
        assertThat(HALVES.posterior(2, NoiseSchedule.CLEAN).variance()).isZero();
    }

    @Test
    void aStepWrittenWithBothTimesIsTheStepWrittenWithOne() {
        NoiseSchedule cosine = ScheduleConfig.cosine(200).create();
        for (int t = 0; t < 200; t++) {
            Posterior one = cosine.posterior(t);
            Posterior two = cosine.posterior(t, t - 1);
            assertThat(two.variance()).isCloseTo(one.variance(), within(1e-12));
            assertThat(two.x0Coefficient()).isCloseTo(one.x0Coefficient(), within(1e-9));
            assertThat(two.xTCoefficient()).isCloseTo(one.xTCoefficient(), within(1e-12));
        }
    }

    @Test
    void thePosteriorIsBayesRuleForRandomSchedules() {
        RandomStream random = RandomStream.of(11, "schedules");
        for (int round = 0; round < 200; round++) {
            double[] beta = new double[2 + random.nextInt(20)];
            for (int i = 0; i < beta.length; i++) {
                beta[i] = 0.001 + 0.9 * random.nextDouble();
            }
            NoiseSchedule schedule = NoiseSchedule.ofBetas("random", beta);
            int t = 1 + random.nextInt(beta.length - 1);
            int s = random.nextInt(t);
            Posterior p = schedule.posterior(t, s);
            // Both forms of the mean agree: put xT = sqrt(abar) x0 + sqrt(1 - abar) e into the second for x0 = e = 1.
            double xT = schedule.sqrtAlphaBar(t) + schedule.sqrtOneMinusAlphaBar(t);
            double byX0 = p.x0Coefficient() + p.xTCoefficient() * xT;
            double byEpsilon = (xT - p.epsilonCoefficient()) / Math.sqrt(p.alpha());
            assertThat(byX0).isCloseTo(byEpsilon, within(1e-9));
            // Precisions add up: 1 / variance = 1 / (1 - abar_s) + alpha / beta.
            double precision = 1 / (1 - schedule.alphaBar(s)) + p.alpha() / p.beta();
            assertThat(p.variance() * precision).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void everyFamilyGetsNoisierWithTime() {
        for (BetaSchedule kind : BetaSchedule.values()) {
            if (kind == BetaSchedule.TRAINED) {
                continue;
            }
            for (Precision precision : Precision.values()) {
                NoiseSchedule schedule = ScheduleConfig.defaults()
                        .withKind(kind)
                        .withPrecision(precision)
                        .create();
                double before = 1;
                for (int t = schedule.firstStep(); t <= schedule.lastStep(); t++) {
                    assertThat(schedule.alphaBar(t)).as("%s at %d", schedule, t).isLessThan(before);
                    before = schedule.alphaBar(t);
                }
                assertThat(schedule.steps()).isEqualTo(1000);
            }
        }
    }

    @Test
    void floatTablesHoldFloatsOnly() {
        NoiseSchedule schedule =
                ScheduleConfig.defaults().withPrecision(Precision.FLOAT32).create();
        for (int t = 0; t < 1000; t++) {
            assertThat((double) (float) schedule.beta(t)).isEqualTo(schedule.beta(t));
            assertThat((double) (float) schedule.alphaBar(t)).isEqualTo(schedule.alphaBar(t));
            float bar = (float) schedule.alphaBar(t);
            assertThat((float) schedule.sigma(t)).isEqualTo((float) Math.sqrt((1f - bar) / bar));
        }
    }

    @Test
    void rescalingKeepsTheFirstStepAndLeavesNoSignalAtTheLast() {
        for (BetaSchedule kind : new BetaSchedule[] {BetaSchedule.LINEAR, BetaSchedule.COSINE, BetaSchedule.SPRITES}) {
            ScheduleConfig config = ScheduleConfig.defaults().withKind(kind);
            NoiseSchedule plain = config.create();
            NoiseSchedule rescaled = config.withTerminalSnr(TerminalSnr.ZERO).create();
            int first = plain.firstStep();
            assertThat(rescaled.alphaBar(first)).isCloseTo(plain.alphaBar(first), within(1e-14));
            assertThat(rescaled.alphaBar(rescaled.lastStep())).isZero();
            assertThat(rescaled.sigma(rescaled.lastStep())).isInfinite();
            // The roots are shifted and stretched: equal ratios of differences.
            int mid = 500;
            double wanted = (plain.sqrtAlphaBar(mid) - plain.sqrtAlphaBar(plain.lastStep()))
                    / (plain.sqrtAlphaBar(first) - plain.sqrtAlphaBar(plain.lastStep()));
            assertThat(rescaled.sqrtAlphaBar(mid) / rescaled.sqrtAlphaBar(first))
                    .isCloseTo(wanted, within(1e-12));
        }
        NoiseSchedule almost = ScheduleConfig.defaults()
                .withTerminalSnr(TerminalSnr.ALMOST_ZERO)
                .withPrecision(Precision.FLOAT32)
                .create();
        assertThat(almost.alphaBar(999)).isEqualTo(0x1p-24);
        assertThat(almost.sigma(999)).isCloseTo(4096, within(1e-3));
    }

    @Test
    void tablesCannotBeChangedFromOutside() {
        double[] beta = {0.1, 0.2};
        NoiseSchedule schedule = NoiseSchedule.ofBetas("mine", beta);
        beta[0] = 0.9;
        schedule.betas()[1] = 0.9;
        schedule.alphaBars()[1] = 0.9;
        assertThat(schedule.betas()).containsExactly(0.1, 0.2);
        assertThat(schedule).isEqualTo(NoiseSchedule.ofBetas("mine", new double[] {0.1, 0.2}));
        assertThat(schedule).hasSameHashCodeAs(NoiseSchedule.ofBetas("mine", new double[] {0.1, 0.2}));
        assertThat(schedule).isNotEqualTo(schedule.withLastAlphaBar(0.5));
        assertThat(schedule).hasToString("NoiseSchedule[mine, steps=2, precision=DOUBLE]");
    }

    @Test
    void wrongRequestsAreAnsweredWithASentence() {
        assertThatThrownBy(() -> HALVES.beta(3))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Time 3 is not in schedule 'halves'. Its times run from 0 to 2; use one of them, or CLEAN (-1)"
                                + " for the picture itself.");
        assertThatThrownBy(() -> HALVES.posterior(1, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "A reverse step was asked for from time 1 to time 1. It must lead to an earlier time; swap the"
                                + " two or use the next time of the grid.");
        assertThatThrownBy(() -> NoiseSchedule.ofBetas("none", new double[0]))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Schedule 'none' has no betas. It needs one for each step; give 1 or more.");
        assertThatThrownBy(() -> NoiseSchedule.ofBetas("bad", new double[] {0.1, Double.NaN}))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Beta 1 of schedule 'bad' is NaN. A beta is a variance and must lie in [0, 1]; correct the list"
                                + " or the range.");
        assertThatThrownBy(() -> HALVES.withLastAlphaBar(2))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "The last abar of schedule 'halves' was set to 2.0. It must lie in [0, 1]; 2^-24 is the usual"
                                + " small value.");
        assertThatThrownBy(() -> NoiseSchedule.countedFromOne("one", new double[] {0.1}, true, Precision.DOUBLE))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Schedule 'one' has 1 beta, but one that counts its steps from 1 needs 2 or more. Give the"
                        + " clean entry 0 and at least one step.");
        assertThatThrownBy(
                        () -> NoiseSchedule.ofBetas("one", new double[] {0.1}).rescaledToZeroTerminalSnr())
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Schedule 'one' has one step, which cannot be both unchanged and without signal. Use 2 steps or"
                                + " more.");
    }
}

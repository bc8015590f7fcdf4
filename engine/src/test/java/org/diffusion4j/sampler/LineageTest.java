// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineageTest {
    private static double[] run(Sampler sampler) {
        try (PointerScope scope = new PointerScope()) {
            Tensor start = Tensors.of(new double[] {0.3, -1.2, 2.5}, 1, 3);
            Noise noise = (evaluation, draw, like) -> Tensors.plus(Tensors.times(like, 0.1), evaluation - 1);
            Denoiser denoiser = (x, time) -> Tensors.times(x, 1 / (1 + time));
            Tensor end = Sampling.run(sampler, denoiser, start, noise, Sampling.Watcher.NONE, new StopSignal());
            double[] values = Tensors.doubles(end);
            end.close();
            return values;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTERIOR", "BETA"})
    void itIsDdpmWhereAlphaBarIsTheProductOfAlpha(Ddpm.Variance variance) {
        NoiseSchedule schedule = ScheduleConfig.linear(0.01, 0.3, 8).create();
        double[] got = run(new Lineage(schedule, 7, variance));
        double[] want = run(new Ddpm(schedule, Timesteps.every(8), Prediction.EPSILON, variance, Clip.NONE));
        assertThat(got).usingComparatorWithPrecision(1e-12).containsExactly(want);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEARNED", "LEARNED_RANGE"})
    void aLearnedVarianceIsRefused(Ddpm.Variance variance) {
        NoiseSchedule schedule = ScheduleConfig.linear(0.01, 0.3, 8).create();
        assertThatThrownBy(() -> new Lineage(schedule, 7, variance))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "ancestral sampling through the noise knows the variances POSTERIOR and BETA but was given %s. Use Ddpm for networks that learned theirs.",
                        variance);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6})
    void aScheduleCountedFromOneRunsFromItsLastStepToItsFirst(int outside) {
        NoiseSchedule schedule = ScheduleConfig.linear(0.01, 0.3, 5)
                .withKind(BetaSchedule.SPRITES)
                .create();
        Lineage sampler = new Lineage(schedule, 5, Ddpm.Variance.BETA);
        assertThat(sampler.evaluations()).isEqualTo(5);
        assertThat(sampler.time(0)).isEqualTo(5);
        assertThat(sampler.time(4)).isEqualTo(1, within(0.0));
        assertThatThrownBy(() -> new Lineage(schedule, outside, Ddpm.Variance.BETA))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "a run must start at time 1 to 5 of the schedule but was asked to start at %d. The last of them is pure noise.",
                        outside);
    }
}

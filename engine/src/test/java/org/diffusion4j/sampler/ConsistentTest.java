// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistentTest {
    private static final NoiseSchedule SCHEDULE = ScheduleConfig.linear(1e-4, 0.02, 500)
            .withKind(BetaSchedule.SPRITES)
            .create();

    /** Two modes at ±0.7 of this width, and the noise that a perfect network would find in x = √ᾱ x0 + (1−ᾱ) ε. */
    private static final double MODE = 0.7;

    private static final double WIDTH = 0.05;

    private static double[] samples(Sampler sampler) {
        int count = 2000;
        double[] start = new double[count];
        RandomStream.of(3, "start").fillNormal(start, 0, count);
        RandomStream draws = RandomStream.of(3, "noise");
        Noise noise = (evaluation, draw, like) -> {
            double[] values = new double[count];
            draws.child("evaluation", evaluation).fillNormal(values, 0, count);
            return Tensors.of(values, count, 1);
        };
        Denoiser perfect = (x, time) -> {
            double[] values = Tensors.doubles(x);
            for (int i = 0; i < count; i++) {
                values[i] = epsilon(values[i], (int) time);
            }
            return Tensors.of(values, count, 1);
        };
        try (PointerScope scope = new PointerScope()) {
            Tensor end = Sampling.run(
                    sampler, perfect, Tensors.of(start, count, 1), noise, Sampling.Watcher.NONE, new StopSignal());
            double[] values = Tensors.doubles(end);
            end.close();
            return values;
        }
    }

    private static double epsilon(double x, int t) {
        double a = SCHEDULE.sqrtAlphaBar(t);
        double s = 1 - SCHEDULE.alphaBar(t);
        double spread = a * a * WIDTH * WIDTH + s * s; // variance of x around each mode
        double up = Math.exp(-(x - a * MODE) * (x - a * MODE) / (2 * spread));
        double down = Math.exp(-(x + a * MODE) * (x + a * MODE) / (2 * spread));
        double isUp = up + down == 0 ? (x > 0 ? 1 : 0) : up / (up + down);
        return s / spread * (x - a * MODE * (2 * isUp - 1));
    }

    private static double width(double... samples) {
        double squares = 0;
        for (double x : samples) {
            squares += (Math.abs(x) - MODE) * (Math.abs(x) - MODE);
        }
        return Math.sqrt(squares / samples.length);
    }

    private static long off(double... samples) {
        return java.util.Arrays.stream(samples)
                .filter(x -> Math.abs(Math.abs(x) - MODE) > 4 * WIDTH)
                .count();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void weightsTrainedWithTheSeedsNoiseGiveTheDataBack(double eta) {
        double[] samples =
                samples(new Consistent(SCHEDULE, Timesteps.every(SCHEDULE), Prediction.EPSILON, eta, Clip.NONE));
        assertThat(width(samples)).isCloseTo(WIDTH, within(0.006));
        assertThat(off(samples)).isLessThan(10);
    }

    @Test
    void theUsualSamplerMissesThemAsTheSeedDoes() {
        double[] samples = samples(new Lineage(SCHEDULE, 500, Ddpm.Variance.BETA));
        assertThat(width(samples)).isGreaterThan(2 * WIDTH);
        assertThat(off(samples)).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 20, 3})
    void withTheTrueNoiseEveryGridOfTimesReturnsTheTrueX0(int steps) {
        double x0 = 0.37;
        double noise = -1.4;
        Timesteps times = Timesteps.spread(SCHEDULE, steps);
        Sampler sampler = new Consistent(SCHEDULE, times, Prediction.EPSILON, 0, Clip.NONE);
        int first = times.noisy(0);
        double start = SCHEDULE.sqrtAlphaBar(first) * x0 + (1 - SCHEDULE.alphaBar(first)) * noise;
        try (PointerScope scope = new PointerScope()) {
            Tensor end = Sampling.run(
                    sampler,
                    (x, time) -> Tensors.of(new double[] {noise}, 1, 1),
                    Tensors.of(new double[] {start}, 1, 1),
                    Noise.NONE,
                    Sampling.Watcher.NONE,
                    new StopSignal());
            assertThat(end.item_double()).isCloseTo(x0, within(1e-9));
            end.close();
        }
    }

    @Test
    void theTimesOfAScheduleCountedFromOneAreItsOwn() {
        Timesteps few = Timesteps.spread(SCHEDULE, 5);
        assertThat(few.noisy(0)).isEqualTo(500);
        assertThat(few.noisy(4)).isEqualTo(100);
        assertThat(few.earlier(4)).isEqualTo(NoiseSchedule.CLEAN);
        Timesteps all = Timesteps.every(SCHEDULE);
        assertThat(all.count()).isEqualTo(500);
        assertThat(all.noisy(499)).isEqualTo(1);
        assertThatThrownBy(() -> Timesteps.startingAt(SCHEDULE, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "a run must start at time 1 to 500 of the schedule but was asked to start at 0. The last of them is pure noise.");
    }

    @Test
    void etaAndPredictionAreChecked() {
        Timesteps times = Timesteps.every(SCHEDULE);
        assertThatThrownBy(() -> new Consistent(SCHEDULE, times, Prediction.EPSILON, 2, Clip.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "eta must lie in [0, 1] but was 2.0. Use 0 for repeatable pictures, 1 for the posterior's noise.");
        assertThatThrownBy(() -> new Consistent(SCHEDULE, times, Prediction.VELOCITY, 0, Clip.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("prediction VELOCITY, which is not defined for noise of strength 1-abar");
    }
}

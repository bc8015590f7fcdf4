// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.schedule.TimeGrid;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DdimLawsTest {
    private static final NoiseSchedule SCHEDULE =
            ScheduleConfig.linear(1e-4, 0.02, 1000).create();
    private static final Timesteps TIMES = Timesteps.chain(900, 700, 500, 300, 100, 0);
    private static final double[] START = {0.3, -1.2, 2.5, 0.01};

    private static double[] run(Sampler sampler, Denoiser denoiser) {
        Noise noise = (evaluation, draw, like) -> Tensors.plus(Tensors.times(like, 0.1), evaluation - 1);
        try (PointerScope scope = new PointerScope()) {
            Tensor start = Tensors.of(START, 2, 2);
            try (Tensor end = Sampling.run(sampler, denoiser, start, noise, Sampling.Watcher.NONE, new StopSignal())) {
                return Tensors.doubles(end);
            }
        }
    }

    private static void assertSame(double[] got, double[] want) {
        assertThat(got).usingComparatorWithPrecision(1e-9).containsExactly(want);
    }

    @Test
    void ddimWithEtaOneIsDdpm() {
        Denoiser model = (x, time) -> Tensors.times(x, time / (time + 1));
        double[] ddim = run(new Ddim(SCHEDULE, TIMES, Prediction.EPSILON, 1, Clip.NONE), model);
        double[] ddpm = run(new Ddpm(SCHEDULE, TIMES, Prediction.EPSILON, Ddpm.Variance.POSTERIOR, Clip.NONE), model);
        assertSame(ddim, ddpm);
    }

    /** The network that knows the answer: a single picture. */
    @ParameterizedTest
    @EnumSource(Prediction.class)
    void withTheTrueOutputOfOnePictureItIsReached(Prediction prediction) {
        Denoiser model = (x, time) -> {
            double a = SCHEDULE.sqrtAlphaBar((int) time);
            double s = SCHEDULE.sqrtOneMinusAlphaBar((int) time);
            Tensor epsilon = Tensors.times(Tensors.plus(x, -0.7 * a), 1 / s);
            return switch (prediction) {
                case EPSILON -> epsilon;
                case X0 -> Tensors.plus(Tensors.times(x, 0), 0.7);
                case VELOCITY -> Tensors.plus(Tensors.times(epsilon, a), -0.7 * s);
            };
        };
        assertSame(run(new Ddim(SCHEDULE, TIMES, prediction, 0, Clip.NONE), model), new double[] {0.7, 0.7, 0.7, 0.7});
    }

    @Test
    void theInversionIsTheWayBack() {
        // a constant noise makes every step exact in both directions
        Denoiser constant = (x, time) -> Tensors.plus(Tensors.times(x, 0), 0.25);
        TimeGrid up = TimeGrid.of(0, 250, 500, 750);
        double[] noise = run(new DdimInverse(SCHEDULE, up, 250, Prediction.EPSILON, Clip.NONE, true), constant);
        Sampler down = new Ddim(SCHEDULE, Timesteps.chain(750, 500, 250, 0), Prediction.EPSILON, 0, Clip.NONE);
        try (PointerScope scope = new PointerScope()) {
            SamplerState from = SamplerState.start(Tensors.of(noise, 2, 2));
            try (Tensor end =
                    Sampling.resume(down, constant, from, Noise.NONE, Sampling.Watcher.NONE, new StopSignal())) {
                assertSame(Tensors.doubles(end), START);
            }
        }
    }

    @Test
    void aRunContinuedFromTheMiddleEndsLikeTheWholeOne() {
        Denoiser model = (x, time) -> Tensors.times(x, time / (time + 1));
        Pndm pndm = new Pndm(SCHEDULE, TimeGrid.of(900, 800, 700, 600, 500, 400), 100, Prediction.EPSILON, true, true);
        double[] whole = run(pndm, model);
        try (PointerScope scope = new PointerScope()) {
            SamplerState state = SamplerState.start(Tensors.of(START, 2, 2));
            for (int i = 0; i < 6; i++) {
                Tensor output = model.evaluate(pndm.input(state), pndm.time(i));
                state = pndm.advance(state, output, Noise.NONE);
            }
            try (Tensor end =
                    Sampling.resume(pndm, model, state, Noise.NONE, Sampling.Watcher.NONE, new StopSignal())) {
                assertThat(Tensors.doubles(end)).isEqualTo(whole);
            }
        }
    }
}

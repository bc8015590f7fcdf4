// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plus;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Tensors;

/**
 * Ancestral sampling (Ho et al. 2020, algorithm 2; the posterior of eq. 6 and 7, here between any two times t and s).
 *
 * @param variance how much noise a step adds; none is added from the schedule's first time
 * @param clip what is done to the estimate of the clean sample
 */
public record Ddpm(NoiseSchedule schedule, Timesteps times, Prediction prediction, Variance variance, Clip clip)
        implements Midway {
    /** Checks that the prediction can be used at all of the times. */
    public Ddpm {
        prediction.requireSignal(schedule, times.noisy());
    }

    /** Below this a variance is taken as this, so that its logarithm exists. */
    private static final double LEAST = 1e-20;

    /** The variance of one step. With the learned ones the output has twice x's channels, prediction first. */
    public enum Variance {
        /** That of the posterior, β̃ (eq. 7). */
        POSTERIOR,
        /** β itself, the upper bound (section 3.2). */
        BETA,
        /** The network's own number. */
        LEARNED,
        /** Between the logarithms of β̃ at −1 and β at 1 (Nichol and Dhariwal 2021, eq. 15). */
        LEARNED_RANGE;

        /** Whether it stands in the network's output. */
        public boolean isLearned() {
            return this == LEARNED || this == LEARNED_RANGE;
        }
    }

    @Override
    public boolean readsVariance() {
        return variance.isLearned();
    }

    @Override
    public int evaluations() {
        return times.count();
    }

    @Override
    public double time(int evaluation) {
        return times.noisy(evaluation);
    }

    @Override
    public SamplerState begin(int evaluation, Tensor x0, Tensor noise) {
        int t = times.noisy(evaluation);
        return Midway.noised(evaluation, x0, schedule.sqrtAlphaBar(t), noise, schedule.sqrtOneMinusAlphaBar(t));
    }

    /** No history. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        int t = times.noisy(state.evaluation());
        int s = times.earlier(state.evaluation());
        double alphaBarT = schedule.alphaBar(t);
        double alphaBarS = schedule.alphaBar(s);
        double alpha = alphaBarT / alphaBarS;
        double beta = 1 - alpha;

        Tensor xT = state.x();
        Tensor predicted = variance.isLearned() ? output.narrow(1, 0, xT.size(1)) : output;
        Tensor x0 = clip.apply(prediction.x0(xT, predicted, Math.sqrt(alphaBarT), Math.sqrt(1 - alphaBarT)));
        Tensor mean = blend(
                x0,
                Math.sqrt(alphaBarS) * beta / (1 - alphaBarT),
                xT,
                Math.sqrt(alpha) * (1 - alphaBarS) / (1 - alphaBarT));
        if (t == schedule.firstStep()) {
            return state.next(mean);
        }
        double posterior = Math.max(beta * (1 - alphaBarS) / (1 - alphaBarT), LEAST);
        Tensor unit = noise.unit(state.evaluation(), 0, xT);
        if (!variance.isLearned()) {
            return state.next(plusScaled(mean, unit, Math.sqrt(variance == Variance.BETA ? beta : posterior)));
        }
        Tensor v = output.narrow(1, xT.size(1), xT.size(1));
        return state.next(mean.add(unit.mul(variance == Variance.LEARNED ? v.sqrt() : between(v, posterior, beta))));
    }

    /** The standard deviation at v in [−1, 1]. */
    private static Tensor between(Tensor v, double posterior, double beta) {
        double low = Math.log(posterior);
        double high = Math.log(Math.max(beta, LEAST));
        return plus(Tensors.times(v, 0.25 * (high - low)), 0.25 * (high + low)).exp();
    }
}

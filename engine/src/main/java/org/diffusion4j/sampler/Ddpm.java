// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * Ancestral sampling (Ho et al. 2020, algorithm 2; the posterior of eq. 6 and 7, here between any two times t and s).
 *
 * @param variance how much noise a step adds
 * @param clip what is done to the estimate of the clean sample
 */
public record Ddpm(NoiseSchedule schedule, Timesteps times, Prediction prediction, Variance variance, Clip clip)
        implements Sampler {
    /** The variance of one step. */
    public enum Variance {
        /** That of the posterior, β̃ (eq. 7). */
        POSTERIOR,
        /** β itself, the upper bound (section 3.2). */
        BETA
    }

    @Override
    public int evaluations() {
        return times.count();
    }

    @Override
    public double time(int evaluation) {
        return times.noisy(evaluation);
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
        Tensor x0 = clip.apply(prediction.x0(xT, output, Math.sqrt(alphaBarT), Math.sqrt(1 - alphaBarT)));
        Tensor mean = blend(
                x0,
                Math.sqrt(alphaBarS) * beta / (1 - alphaBarT),
                xT,
                Math.sqrt(alpha) * (1 - alphaBarS) / (1 - alphaBarT));
        if (s == NoiseSchedule.CLEAN) {
            return state.next(mean); // the last step adds no noise
        }
        double sigma = Math.sqrt(variance == Variance.BETA ? beta : beta * (1 - alphaBarS) / (1 - alphaBarT));
        return state.next(plusScaled(mean, noise.unit(state.evaluation(), 0, xT), sigma));
    }
}

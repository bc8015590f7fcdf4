// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * Denoising diffusion implicit models (Song et al. 2021, eq. 12 and 16).
 *
 * @param eta stochasticity in [0, 1]: 0 is repeatable from the same start, 1 has DDPM's posterior variance
 * @param clip what is done to the estimate of the clean sample
 * @param reclips true if ε is computed anew from the clipped estimate, false if it stays the network's own
 */
public record Ddim(
        NoiseSchedule schedule, Timesteps times, Prediction prediction, double eta, Clip clip, boolean reclips)
        implements Midway {
    public Ddim {
        if (!(eta >= 0 && eta <= 1)) {
            throw new ConfigException(
                    "eta must lie in [0, 1] but was %s. Use 0 for repeatable pictures, 1 for DDPM's own noise."
                            .formatted(eta));
        }
        prediction.requireSignal(schedule, times.noisy());
    }

    /** With the network's own ε. */
    public Ddim(NoiseSchedule schedule, Timesteps times, Prediction prediction, double eta, Clip clip) {
        this(schedule, times, prediction, eta, clip, false);
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
        double alphaBarT = schedule.alphaBar(times.noisy(state.evaluation()));
        double alphaBarS = schedule.alphaBar(times.earlier(state.evaluation()));
        double a = Math.sqrt(alphaBarT);
        double s = Math.sqrt(1 - alphaBarT);
        double sigma = eta * Math.sqrt((1 - alphaBarS) / (1 - alphaBarT) * (1 - alphaBarT / alphaBarS));

        Tensor xT = state.x();
        Tensor x0 = clip.apply(prediction.x0(xT, output, a, s));
        Tensor epsilon = reclips ? blend(xT, 1 / s, x0, -a / s) : prediction.epsilon(xT, output, a, s);
        Tensor mean = blend(x0, Math.sqrt(alphaBarS), epsilon, Math.sqrt(Math.max(0, 1 - alphaBarS - sigma * sigma)));
        return state.next(eta == 0 ? mean : plusScaled(mean, noise.unit(state.evaluation(), 0, xT), sigma));
    }
}

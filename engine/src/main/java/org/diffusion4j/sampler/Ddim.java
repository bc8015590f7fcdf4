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
 * @param clip what is done to the estimate of the clean sample; ε stays the network's own
 */
public record Ddim(NoiseSchedule schedule, Timesteps times, Prediction prediction, double eta, Clip clip)
        implements Sampler {
    public Ddim {
        if (!(eta >= 0 && eta <= 1)) {
            throw new ConfigException(
                    "eta must lie in [0, 1] but was %s. Use 0 for repeatable pictures, 1 for DDPM's own noise."
                            .formatted(eta));
        }
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
        double alphaBarT = schedule.alphaBar(times.noisy(state.evaluation()));
        double alphaBarS = schedule.alphaBar(times.earlier(state.evaluation()));
        double a = Math.sqrt(alphaBarT);
        double s = Math.sqrt(1 - alphaBarT);
        double sigma = eta * Math.sqrt((1 - alphaBarS) / (1 - alphaBarT) * (1 - alphaBarT / alphaBarS));

        Tensor xT = state.x();
        Tensor x0 = clip.apply(prediction.x0(xT, output, a, s));
        Tensor epsilon = prediction.epsilon(xT, output, a, s);
        Tensor mean = blend(x0, Math.sqrt(alphaBarS), epsilon, Math.sqrt(1 - alphaBarS - sigma * sigma));
        return state.next(sigma == 0 ? mean : plusScaled(mean, noise.unit(state.evaluation(), 0, xT), sigma));
    }
}

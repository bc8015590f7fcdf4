// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * DDIM's step for networks that were trained with noise of strength s = 1−ᾱ instead of its root, as the code of the sprite
 * seed has it: xT = √ᾱ x0 + s ε. The usual samplers would show such a network noisier inputs than it ever saw at that
 * time.
 *
 * @param prediction of the network; not {@link Prediction#VELOCITY}, which needs a² + s² = 1
 * @param eta stochasticity in [0, 1]: 0 is repeatable from the same start, 1 has the variance of the posterior
 * @param clip what is done to the estimate of the clean sample
 */
public record Consistent(NoiseSchedule schedule, Timesteps times, Prediction prediction, double eta, Clip clip)
        implements Sampler {
    public Consistent {
        if (!(eta >= 0 && eta <= 1)) {
            throw new ConfigException(
                    "eta must lie in [0, 1] but was %s. Use 0 for repeatable pictures, 1 for the posterior's noise."
                            .formatted(eta));
        }
        if (prediction == Prediction.VELOCITY) {
            throw new ConfigException(
                    "the consistent sampler was given the prediction VELOCITY, which is not defined for noise of strength 1-abar. Use EPSILON or X0.");
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
        double spreadT = 1 - alphaBarT;
        double spreadS = 1 - alphaBarS;
        double kept = alphaBarT / alphaBarS * spreadS * spreadS / (spreadT * spreadT); // of the noise, at eta 1
        double sigma = eta * spreadS * Math.sqrt(Math.max(0, 1 - kept));

        Tensor xT = state.x();
        Tensor x0 = clip.apply(prediction.x0(xT, output, Math.sqrt(alphaBarT), spreadT));
        Tensor epsilon = prediction.epsilon(xT, output, Math.sqrt(alphaBarT), spreadT);
        double towards = Math.sqrt(Math.max(0, spreadS * spreadS - sigma * sigma));
        Tensor mean = blend(x0, Math.sqrt(alphaBarS), epsilon, towards);
        return state.next(eta == 0 ? mean : plusScaled(mean, noise.unit(state.evaluation(), 0, xT), sigma));
    }
}

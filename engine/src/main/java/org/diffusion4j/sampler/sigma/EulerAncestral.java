// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.schedule.SigmaGrid;

/**
 * Euler steps to a lower level than the next one, then noise up to that (k-diffusion's ancestral Euler; the variances
 * are those of Song et al. 2021, eq. 47, as in DDPM).
 *
 * @param initialScale standard deviation of the start
 */
public record EulerAncestral(SigmaGrid grid, Parameterization parameterization, double initialScale)
        implements SigmaSampler {
    /** No history. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        double sigma = grid.sigma(state.evaluation());
        double next = grid.sigma(state.evaluation() + 1);
        double up = Math.sqrt(next * next * (sigma * sigma - next * next) / (sigma * sigma));
        double down = Math.sqrt(next * next - up * up);

        Tensor x0 = parameterization.x0(state.x(), output, sigma);
        double step = (down - sigma) / sigma;
        Tensor mean = blend(state.x(), 1 + step, x0, -step);
        return state.next(plusScaled(mean, noise.unit(state.evaluation(), 0, state.x()), up));
    }
}

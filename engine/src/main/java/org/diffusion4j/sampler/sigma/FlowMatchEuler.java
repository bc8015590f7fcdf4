// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.schedule.SigmaGrid;

/**
 * Euler's method along the straight paths of flow matching (Lipman et al. 2023; Esser et al. 2024): the network's output
 * is the slope. It may run upwards, from the picture to noise.
 *
 * @param stochastic true if every step guesses the clean sample and noises it anew to the next level
 */
public record FlowMatchEuler(SigmaGrid grid, boolean stochastic) implements SigmaSampler {
    @Override
    public Parameterization parameterization() {
        return new Parameterization.Rectified();
    }

    /** No history. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        double sigma = grid.sigma(state.evaluation());
        double next = grid.sigma(state.evaluation() + 1);
        if (!stochastic) {
            return state.next(plusScaled(state.x(), output, next - sigma));
        }
        Tensor x0 = parameterization().x0(state.x(), output, sigma);
        return state.next(blend(x0, 1 - next, noise.unit(state.evaluation(), 0, state.x()), next));
    }
}

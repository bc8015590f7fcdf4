// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.schedule.SigmaGrid;

/**
 * Euler's method on the probability flow dx/dσ = (x − x0) / σ (Karras et al. 2022, algorithm 2 without its correction).
 * The network is asked before noise is put back, not after it as in the paper.
 *
 * @param initialScale standard deviation of the start
 */
public record Euler(SigmaGrid grid, Parameterization parameterization, double initialScale, Churn churn)
        implements SigmaSampler {
    /** No history. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        double sigma = grid.sigma(state.evaluation());
        double raised = churn.raised(sigma, grid.sigmas().length - 1);
        Tensor x = state.x();
        if (raised > sigma) {
            x = plusScaled(x, noise.unit(state.evaluation(), 0, x), churn.factor(sigma, raised));
        }
        Tensor x0 = parameterization.x0(x, output, sigma, raised);
        double step = (grid.sigma(state.evaluation() + 1) - raised) / raised;
        return state.next(blend(x, 1 + step, x0, -step));
    }
}

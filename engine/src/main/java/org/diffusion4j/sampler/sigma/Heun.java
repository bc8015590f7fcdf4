// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.schedule.SigmaGrid;

/**
 * Heun's method of order 2 (Karras et al. 2022, algorithm 1): a step of n has two evaluations, the last one, which ends
 * where the slope has no value, only one.
 *
 * @param initialScale standard deviation of the start
 * @param clip what is done to the estimate of the clean sample
 */
public record Heun(SigmaGrid grid, Parameterization parameterization, double initialScale, Clip clip)
        implements SigmaSampler {
    @Override
    public int evaluationsPerStep() {
        return 2;
    }

    @Override
    public int evaluations() {
        return 2 * grid.size() - 1;
    }

    @Override
    public double time(int evaluation) {
        return grid.time((evaluation + 1) / 2);
    }

    @Override
    public double sigma(int evaluation) {
        return grid.sigma((evaluation + 1) / 2);
    }

    /** History: within a step, where it began and the slope there. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        double sigma = sigma(state.evaluation());
        Tensor x0 = clip.apply(parameterization.x0(state.x(), output, sigma));
        Tensor slope = blend(state.x(), 1 / sigma, x0, -1 / sigma);
        int i = state.evaluation() / 2;
        double step = grid.sigma(i + 1) - grid.sigma(i);
        if (state.evaluation() % 2 == 0) {
            Tensor reached = plusScaled(state.x(), slope, step);
            return i == grid.size() - 1 ? state.next(reached) : state.next(reached, List.of(state.x(), slope));
        }
        Tensor both = state.history().get(1).add(slope);
        return state.next(plusScaled(state.history().get(0), both, 0.5 * step));
    }
}

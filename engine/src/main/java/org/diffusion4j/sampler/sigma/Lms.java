// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.schedule.SigmaGrid;

/**
 * The linear multistep (Adams-Bashforth) method for levels that are not evenly spaced: the polynomial through the last
 * slopes, integrated over the step (k-diffusion's LMS; Hairer, Nørsett and Wanner, section III.5).
 *
 * @param initialScale standard deviation of the start
 * @param order 1 to 4: how many slopes are used at most
 */
public record Lms(SigmaGrid grid, Parameterization parameterization, double initialScale, int order)
        implements SigmaSampler {
    /** Where Gauss's rule of two points looks in [−1, 1]; exact up to degree 3, which is that of order 4. */
    private static final double GAUSS = 1 / Math.sqrt(3);

    public Lms {
        if (order < 1 || order > 4) {
            throw new ConfigException("the order of LMS must be 1 to 4 but was %d. 4 is usual.".formatted(order));
        }
    }

    /** History: the last slopes, newest first. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        int i = state.evaluation();
        double sigma = grid.sigma(i);
        Tensor x0 = parameterization.x0(state.x(), output, sigma);
        List<Tensor> slopes = state.remembering(blend(state.x(), 1 / sigma, x0, -1 / sigma), order);
        Tensor x = state.x();
        for (int j = 0; j < slopes.size(); j++) {
            x = plusScaled(x, slopes.get(j), coefficient(i, j, slopes.size()));
        }
        return state.next(x, slopes);
    }

    /** The integral from σ_i to σ_(i+1) of the j-th Lagrange polynomial on the nodes σ_i, σ_(i−1), … */
    private double coefficient(int i, int j, int nodes) {
        double middle = 0.5 * (grid.sigma(i + 1) + grid.sigma(i));
        double half = 0.5 * (grid.sigma(i + 1) - grid.sigma(i));
        return half * (lagrange(middle - half * GAUSS, i, j, nodes) + lagrange(middle + half * GAUSS, i, j, nodes));
    }

    private double lagrange(double tau, int i, int j, int nodes) {
        double product = 1;
        for (int k = 0; k < nodes; k++) {
            if (k != j) {
                product *= (tau - grid.sigma(i - k)) / (grid.sigma(i - j) - grid.sigma(i - k));
            }
        }
        return product;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;
import static org.diffusion4j.tensor.Tensors.times;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.schedule.SigmaGrid;

/**
 * Diffusion exponential integrator sampling in ρ = s / a (Zhang and Chen 2023, section 3.3): the noise as a polynomial in
 * ln ρ through its last values, integrated over the step.
 *
 * @param orders the order of every step
 * @param clip what is done to the estimate of the clean sample
 */
public record Deis(SigmaGrid grid, Parameterization parameterization, StepOrder orders, Clip clip)
        implements SigmaSampler {
    public Deis {
        if (grid.sigma(grid.size()) == 0) {
            throw ConfigException.naming(
                    "DEIS works on the logarithm of sigma and cannot end at sigma 0. End at the smallest sigma of a schedule of 2 %s or more.",
                    new KeyName("steps"));
        }
    }

    /** History: the last noises, newest first. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        int i = state.evaluation();
        double a = parameterization.a(grid.sigma(i));
        double s = parameterization.s(grid.sigma(i));
        Tensor x0 = clip.apply(parameterization.x0(state.x(), output, grid.sigma(i)));
        List<Tensor> noises = state.remembering(blend(state.x(), 1 / s, x0, -a / s), orders.highest());
        int order = orders.at(i, grid.size(), noises.size(), grid.sigma(i + 1));

        Tensor sum = times(state.x(), 1 / a);
        for (int j = 0; j < order; j++) {
            sum = plusScaled(sum, noises.get(j), coefficient(i, j, order));
        }
        return state.next(times(sum, parameterization.a(grid.sigma(i + 1))), noises);
    }

    /** The integral from ρ_i to ρ_(i+1) of the j-th Lagrange polynomial in ln ρ on the nodes ρ_i, ρ_(i−1), … */
    private double coefficient(int i, int j, int order) {
        double to = rho(i + 1);
        double from = rho(i);
        double own = Math.log(rho(i - j));
        return switch (order) {
            case 1 -> to - from;
            case 2 -> {
                double c = Math.log(rho(i - 1 + j));
                yield (linear(to, c) - linear(from, c)) / (own - c);
            }
            default -> {
                double c = Math.log(rho(j == 0 ? i - 1 : i));
                double d = Math.log(rho(j == 2 ? i - 1 : i - 2));
                yield (quadratic(to, c, d) - quadratic(from, c, d)) / ((own - c) * (own - d));
            }
        };
    }

    /** An antiderivative of ln r − c. */
    private static double linear(double r, double c) {
        return r * (Math.log(r) - c - 1);
    }

    /** An antiderivative of (ln r − c)(ln r − d). */
    private static double quadratic(double r, double c, double d) {
        double l = Math.log(r);
        return r * (l * l - (c + d + 2) * l + c * d + c + d + 2);
    }

    private double rho(int i) {
        return parameterization.s(grid.sigma(i)) / parameterization.a(grid.sigma(i));
    }
}

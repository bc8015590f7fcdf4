// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;
import static org.diffusion4j.tensor.Tensors.times;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.schedule.SigmaGrid;

/**
 * DPM-Solver++ and DPM-Solver, multistep (Lu et al. 2022b, algorithm 2 and section 5; Lu et al. 2022a for the noise
 * form). With h = λ_(i+1) − λ_i the exact solution is expanded in the model's derivatives by λ, which are taken as
 * differences of earlier outputs.
 *
 * <p>At order 3 the second difference has half the weight that Taylor's formula gives it, as in the authors' program and
 * in diffusers; the error then falls with the square of the step, not its cube.
 *
 * @param initialScale standard deviation of the start
 * @param rule how the derivative enters at order 2
 * @param orders the order of every step
 * @param clip what is done to the estimate of the clean sample
 */
public record DpmSolver(
        SigmaGrid grid,
        Parameterization parameterization,
        double initialScale,
        DpmAlgorithm algorithm,
        DpmAlgorithm.Rule rule,
        StepOrder orders,
        Clip clip)
        implements SigmaSampler {
    public DpmSolver {
        if (orders.highest() > 3 || (orders.highest() > 2 && !algorithm.hasOrder3())) {
            throw new ConfigException("DPM-Solver %s was asked for order %d; it has %d at most. Set solver_order to 2."
                    .formatted(algorithm, orders.highest(), algorithm.hasOrder3() ? 3 : 2));
        }
        if (!algorithm.predictsX0() && grid.sigma(grid.size()) == 0) {
            throw new ConfigException(
                    "DPM-Solver in the noise has no finite last step to sigma 0. Use dpmsolver++, or end above 0 (final_sigmas_type: sigma_min).");
        }
    }

    /** History: the last outputs in the form of the algorithm, newest first. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        int i = state.evaluation();
        List<Tensor> outputs = state.remembering(converted(state.x(), output, grid.sigma(i)), orders.highest());
        Tensor unit = algorithm.isStochastic() ? noise.unit(i, 0, state.x()) : state.x();
        if (grid.sigma(i + 1) == grid.sigma(i)) {
            return state.next(state.x(), outputs); // h = 0 leads nowhere
        }
        int order = orders.at(i, grid.size(), outputs.size(), grid.sigma(i + 1));
        double a = parameterization.a(grid.sigma(i + 1));
        double s = parameterization.s(grid.sigma(i + 1));
        double h = lambda(i + 1) - lambda(i);
        DpmAlgorithm.Weights w = algorithm.weights(
                rule, order, a, parameterization.a(grid.sigma(i)), s, parameterization.s(grid.sigma(i)), h);

        Tensor m0 = outputs.get(0);
        Tensor x = blend(state.x(), w.x(), m0, w.m());
        if (algorithm.isStochastic()) {
            x = plusScaled(x, unit, w.noise());
        }
        if (order == 1) {
            return state.next(x, outputs);
        }
        double r0 = (lambda(i) - lambda(i - 1)) / h;
        Tensor da = times(m0.sub(outputs.get(1)), 1 / r0);
        if (order == 2) {
            return state.next(plusScaled(x, da, w.d1()), outputs);
        }
        double r1 = (lambda(i - 1) - lambda(i - 2)) / h;
        Tensor db = times(outputs.get(1).sub(outputs.get(2)), 1 / r1);
        Tensor d1 = plusScaled(da, da.sub(db), r0 / (r0 + r1));
        Tensor d2 = times(da.sub(db), 1 / (r0 + r1));
        return state.next(plusScaled(plusScaled(x, d1, w.d1()), d2, w.d2()), outputs);
    }

    private Tensor converted(Tensor x, Tensor output, double sigma) {
        Tensor x0 = clip.apply(parameterization.x0(x, output, sigma));
        if (algorithm.predictsX0()) {
            return x0;
        }
        double s = parameterization.s(sigma);
        return blend(x, 1 / s, x0, -parameterization.a(sigma) / s);
    }

    private double lambda(int i) {
        return parameterization.lambda(grid.sigma(i));
    }
}

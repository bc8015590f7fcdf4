// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;
import static org.diffusion4j.tensor.Tensors.times;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.schedule.SigmaGrid;

/**
 * The stochastic sampler of Karras et al. 2022, algorithm 2: noise is put back before a step, the network sees the
 * raised sample, and Heun's correction follows. A step has two evaluations, the last one has one.
 *
 * <p>The noise that raises step i is {@code unit(2i, 0)}. It is drawn at the end of the step before; the first step has
 * none before it, and begins at the raised level instead: a single draw of the same law. {@link #raisedStart} draws
 * twice, as the paper does.
 *
 * @param grid the levels, ending with 0; the times in it are not used
 */
public record EdmHeun(SigmaGrid grid, Parameterization.Edm parameterization, Churn churn) implements Sampler {
    @Override
    public int evaluations() {
        return 2 * grid.size() - 1;
    }

    @Override
    public double initialScale() {
        return raised(0);
    }

    /** c_noise of the level that the network sees. */
    @Override
    public double time(int evaluation) {
        return Parameterization.Edm.time(level(evaluation));
    }

    /** The raised sample while there is one. */
    @Override
    public Tensor input(SamplerState state) {
        boolean hasRaised = state.evaluation() % 2 == 0 && !state.history().isEmpty();
        Tensor seen = hasRaised ? state.history().get(0) : state.x();
        return times(seen, parameterization.inputScale(level(state.evaluation())));
    }

    /** The start as the paper draws it: unit noise times the first level, then raised. */
    public SamplerState raisedStart(Tensor unitNoise, Noise noise) {
        Tensor x = times(unitNoise, grid.sigma(0));
        return new SamplerState(0, x, List.of(raise(x, 0, noise)));
    }

    /** History: before a step, the raised sample; within it, the raised sample and the slope there. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        int i = state.evaluation() / 2;
        double raised = raised(i);
        double next = grid.sigma(i + 1);
        if (state.evaluation() % 2 == 0) {
            Tensor xHat =
                    state.history().isEmpty() ? state.x() : state.history().get(0);
            Tensor slope = slope(xHat, output, raised);
            Tensor reached = plusScaled(xHat, slope, next - raised);
            return i == grid.size() - 1 ? state.next(reached) : state.next(reached, List.of(xHat, slope));
        }
        Tensor both = state.history().get(1).add(slope(state.x(), output, next));
        Tensor x = plusScaled(state.history().get(0), both, 0.5 * (next - raised));
        return state.next(x, List.of(raise(x, i + 1, noise)));
    }

    private Tensor slope(Tensor x, Tensor output, double sigma) {
        return blend(x, 1 / sigma, parameterization.x0(x, output, sigma), -1 / sigma);
    }

    private Tensor raise(Tensor x, int step, Noise noise) {
        double sigma = grid.sigma(step);
        double raised = raised(step);
        return raised > sigma ? plusScaled(x, noise.unit(2 * step, 0, x), churn.factor(sigma, raised)) : x;
    }

    private double raised(int step) {
        return churn.raised(grid.sigma(step), grid.size());
    }

    private double level(int evaluation) {
        return evaluation % 2 == 0 ? raised(evaluation / 2) : grid.sigma((evaluation + 1) / 2);
    }
}

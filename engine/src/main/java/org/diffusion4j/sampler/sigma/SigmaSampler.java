// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Midway;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.tensor.Tensors;

/** A solver that goes down a list of noise levels, with one network evaluation for each step unless it says otherwise. */
public interface SigmaSampler extends Midway {
    /** The noise levels and the times that go with them. */
    SigmaGrid grid();

    /** What the sample and the network's output are at a noise level. */
    Parameterization parameterization();

    @Override
    default int evaluations() {
        return grid().size();
    }

    @Override
    default double time(int evaluation) {
        return grid().time(evaluation);
    }

    /** The noise level at which the network is asked in an evaluation; after the last one, where the run ends. */
    default double sigma(int evaluation) {
        return grid().sigma(evaluation);
    }

    @Override
    default Tensor input(SamplerState state) {
        double scale = parameterization().inputScale(sigma(state.evaluation()));
        return scale == 1 ? state.x() : Tensors.times(state.x(), scale);
    }

    @Override
    default SamplerState begin(int evaluation, Tensor x0, Tensor noise) {
        double sigma = sigma(evaluation);
        return Midway.noised(
                evaluation,
                x0,
                parameterization().a(sigma),
                noise,
                parameterization().s(sigma));
    }
}

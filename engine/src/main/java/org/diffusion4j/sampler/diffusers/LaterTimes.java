// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;

/**
 * A solver whose network counts its times from another beginning.
 *
 * @param offset added to every time that the network is told
 */
record LaterTimes(Sampler sampler, int offset) implements Sampler {
    @Override
    public int evaluations() {
        return sampler.evaluations();
    }

    @Override
    public boolean readsVariance() {
        return sampler.readsVariance();
    }

    @Override
    public double initialScale() {
        return sampler.initialScale();
    }

    @Override
    public double time(int evaluation) {
        return sampler.time(evaluation) + offset;
    }

    @Override
    public Tensor input(SamplerState state) {
        return sampler.input(state);
    }

    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        return sampler.advance(state, output, noise);
    }
}

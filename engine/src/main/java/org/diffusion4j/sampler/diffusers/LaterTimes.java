// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Midway;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;

/**
 * A solver whose network counts its times from another beginning.
 *
 * @param offset added to every time that the network is told
 */
record LaterTimes(Sampler sampler, int offset) implements Sampler {
    /** The same of a solver that can begin in the middle, which then can, too. */
    static Sampler of(Sampler sampler, int offset) {
        LaterTimes later = new LaterTimes(sampler, offset);
        return sampler instanceof Midway midway ? new FromTheMiddle(later, midway) : later;
    }

    private record FromTheMiddle(LaterTimes later, Midway sampler) implements Midway {
        @Override
        public int evaluations() {
            return later.evaluations();
        }

        @Override
        public int evaluationsPerStep() {
            return sampler.evaluationsPerStep();
        }

        @Override
        public boolean readsVariance() {
            return later.readsVariance();
        }

        @Override
        public double initialScale() {
            return later.initialScale();
        }

        @Override
        public double time(int evaluation) {
            return later.time(evaluation);
        }

        @Override
        public Tensor input(SamplerState state) {
            return later.input(state);
        }

        @Override
        public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
            return later.advance(state, output, noise);
        }

        @Override
        public SamplerState begin(int evaluation, Tensor x0, Tensor noise) {
            return sampler.begin(evaluation, x0, noise);
        }
    }

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

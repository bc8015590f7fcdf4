// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.schedule.LinearBlend;

/**
 * Asks a network for the next cleaner picture, level by level: x at level t + 1 is the network's output at level t. As
 * x_{t+1} − x_t = (x0 − noise)/steps, a step is an Euler step of the straight path from noise to data. Nothing is added,
 * so the start decides the picture.
 *
 * @param blend the levels
 * @param start the level of the start: 0 for pure noise
 */
public record BlendChain(LinearBlend blend, int start) implements Midway {
    public BlendChain {
        if (start < 0 || start >= blend.steps()) {
            throw new ConfigException(
                    "a blend of %d steps was asked to start at level %d; levels run from 0 (noise) to %d. Start at one of them."
                            .formatted(blend.steps(), start, blend.steps() - 1));
        }
    }

    /** From pure noise. */
    public BlendChain(LinearBlend blend) {
        this(blend, 0);
    }

    @Override
    public int evaluations() {
        return blend.steps() - start;
    }

    /** The level, 0 for pure noise. */
    @Override
    public double time(int evaluation) {
        return start + evaluation;
    }

    @Override
    public SamplerState begin(int evaluation, Tensor x0, Tensor noise) {
        double share = blend.noiseShare(start + evaluation);
        return Midway.noised(evaluation, x0, 1 - share, noise, share);
    }

    /** No history; {@code output} is the next picture. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        return state.next(output);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import org.bytedeco.pytorch.Tensor;

/**
 * A solver of the reverse process: an immutable value that consumes one network output at a time. A method with two
 * evaluations in a step (Heun) has two entries in its list of evaluations and keeps the first slope in its history, so
 * the loop that runs it, {@link Sampling}, is the same for all.
 *
 * <p>Solvers are usable on their own: whoever calls {@code advance} with the right output gets the next state.
 */
public interface Sampler {
    /** How many network evaluations a whole run takes; at least 1. */
    int evaluations();

    /** The standard deviation of the start: x = scale · unit noise. */
    default double initialScale() {
        return 1;
    }

    /** Whether it reads the variance in the second half of the channels of an output; without it only the prediction. */
    default boolean readsVariance() {
        return false;
    }

    /** The time given to the network in an evaluation, counted from 0; the schedule's raw step, or a transform of σ. */
    double time(int evaluation);

    /** What the network sees in the next evaluation; σ-space solvers scale it. */
    default Tensor input(SamplerState state) {
        return state.x();
    }

    /**
     * Consumes one network output.
     *
     * @param state before; not changed
     * @param output of the network for {@link #input} at {@link #time}, float64, shaped like x
     * @param noise asked only for what the method adds
     */
    SamplerState advance(SamplerState state, Tensor output, Noise noise);
}

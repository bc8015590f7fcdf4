// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.diffusion4j.sampler.Prediction;

/**
 * What a sampler must know of a trained network.
 *
 * @param process the reverse process it can be led through
 * @param forward how strong the noise was
 * @param prediction what its output means; epsilon where the process leaves no choice
 * @param hasVariance whether its output has a second half that is the variance of a step
 * @param sigmaData standard deviation of the data that a preconditioned network assumes; 1 for others
 */
public record Learned(
        ReverseProcess process, ForwardForm forward, Prediction prediction, boolean hasVariance, double sigmaData) {
    /** A network that knows one process only. */
    static Learned only(ReverseProcess process) {
        return new Learned(process, ForwardForm.ROOT, Prediction.EPSILON, false, 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A solver that can begin in the middle of its run, from a picture with as much noise as belongs there: image to image
 * (SDEdit, Meng et al. 2022). Methods with a history start it anew.
 */
public interface Midway extends Sampler {
    /**
     * The state before an evaluation.
     *
     * @param evaluation the first one to run; of a method with two in a step, the first of a step
     * @param x0 the clean picture, float64, (B, …)
     * @param noise unit Gaussian noise, shaped like x0
     */
    SamplerState begin(int evaluation, Tensor x0, Tensor noise);

    /** Evaluations of a step; the last step may have fewer. */
    default int evaluationsPerStep() {
        return 1;
    }

    /** The state with x = a · x0 + s · noise and no history. */
    static SamplerState noised(int evaluation, Tensor x0, double a, Tensor noise, double s) {
        return new SamplerState(evaluation, blend(x0, a, noise, s), List.of());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.tensor.Tensors;

/** What is done to the estimate of the clean sample before it is used. */
@FunctionalInterface
public interface Clip {
    /** Nothing. */
    Clip NONE = x0 -> x0;

    /** The estimate to go on with, shaped like {@code x0}. */
    Tensor apply(Tensor x0);

    /**
     * Clamps to [−range, range].
     *
     * @throws ConfigException if range is not above 0
     */
    static Clip to(double range) {
        if (!(range > 0)) {
            throw new ConfigException(
                    "the clipping range must be above 0 but was %s. Pictures use 1.".formatted(range));
        }
        return x0 -> x0.clamp(
                new org.bytedeco.pytorch.ScalarOptional(Tensors.scalar(-range)),
                new org.bytedeco.pytorch.ScalarOptional(Tensors.scalar(range)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.Tensor;

/** Features that a network leaves out by chance while it is trained (Srivastava et al. 2014, section 4). */
@FunctionalInterface
public interface Dropout {
    /** Leaves out none, as networks in use do. */
    Dropout NONE = (x, layer, share) -> x;

    /**
     * Sets elements to zero and divides the others by 1 − share, so that the mean stays.
     *
     * @param x (B, …)
     * @param layer its name; each draws for itself
     * @param share the probability of zero, in (0, 1)
     * @return shaped like {@code x}
     */
    Tensor of(Tensor x, String layer, double share);
}

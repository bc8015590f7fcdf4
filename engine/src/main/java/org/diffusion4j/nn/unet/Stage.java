// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import org.bytedeco.pytorch.Tensor;

/** One level of a U-Net on the way down or up, or the middle. */
@FunctionalInterface
public interface Stage {
    /**
     * Changes what passes through.
     *
     * @param embedding of time and class, activated, (B | 1, embedding)
     */
    void pass(Passage passage, Tensor embedding);
}

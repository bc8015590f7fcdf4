// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import org.bytedeco.pytorch.Tensor;

/** What is trained: a function of a noisy input and its time. Immutable; its tensors belong to its {@code Parameters}. */
@FunctionalInterface
public interface Network {
    /**
     * One evaluation.
     *
     * @param xT the noisy input, (B, C, H, W) or (B, D), float32
     * @param time the schedule's raw step of each row, (B), or (1) where all rows share one, float32; a network divides by
     *     the number of steps itself where its method does
     * @return the raw output, shaped like {@code xT} (twice the channels where the variance is learned)
     */
    Tensor forward(Tensor xT, Tensor time);
}

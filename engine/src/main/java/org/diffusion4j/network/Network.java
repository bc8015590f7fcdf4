// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.nn.Dropout;

/** What is trained: a function of a noisy input and its time. Immutable; its tensors belong to its {@code Parameters}. */
@FunctionalInterface
public interface Network {
    /**
     * One evaluation.
     *
     * @param xT the noisy input, (B, C, H, W) or (B, D), float32; with a second C channels, the network's own estimate of
     *     the clean sample or zeros, where it is conditioned on that
     * @param time the schedule's raw step of each row, (B), or (1) where all rows share one, float32; a network divides by
     *     the number of steps itself where its method does
     * @param condition what is told of each row; {@link Condition#NONE} where the network takes none
     * @return the raw output, shaped like {@code xT} (twice the channels where the variance is learned)
     */
    Tensor forward(Tensor xT, Tensor time, Condition condition);

    /** One evaluation of a network that takes no condition. */
    default Tensor forward(Tensor xT, Tensor time) {
        return forward(xT, time, Condition.NONE);
    }

    /**
     * The same network over the same tensors as it computes while it is trained: normalisation by the statistics of the
     * batch, dropout. Itself where there is no difference.
     *
     * @param dropout which features are left out, where a network leaves out some
     */
    default Network training(Dropout dropout) {
        return this;
    }
}

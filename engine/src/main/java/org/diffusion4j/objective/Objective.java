// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batch;
import org.diffusion4j.network.Network;

/** What is learned. Immutable; called from several threads at once. */
@FunctionalInterface
public interface Objective {
    /**
     * The mean loss over the rows of {@code batch}, one float32 number with a gradient path to the network.
     *
     * @param draws of the step; rows are drawn by their number in the whole batch
     */
    Tensor loss(Network network, Batch batch, StepDraws draws);
}

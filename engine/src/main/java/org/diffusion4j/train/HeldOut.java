// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Batches;
import org.diffusion4j.network.Network;
import org.diffusion4j.objective.Objective;
import org.diffusion4j.objective.StepDraws;

/**
 * The loss on items that are not trained on. Items, times and noise are the same at every call, so two results differ
 * by the weights alone.
 *
 * @param objective what is measured
 * @param network as it is sampled from, not as it is trained
 * @param items held out from training
 * @param seed of times and noise
 * @param count how many batches are looked at, at least 1
 */
public record HeldOut(Objective objective, Network network, Batches items, long seed, int count) {
    /** The mean loss over all rows looked at. */
    public double loss() {
        double sum = 0;
        long rows = 0;
        try (NoGradGuard guard = new NoGradGuard()) {
            for (int i = 0; i < count; i++) {
                try (PointerScope scope = new PointerScope()) {
                    Batch batch = items.at(i);
                    sum += objective
                                    .loss(network, batch, new StepDraws(seed, i))
                                    .item_double()
                            * batch.rows();
                    rows += batch.rows();
                }
            }
        }
        return sum / rows;
    }
}

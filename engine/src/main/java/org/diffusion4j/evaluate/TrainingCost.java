// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.train.TrainConfig;

/**
 * What training by a recipe takes: operations by arithmetic, and memory for weights, their gradients, Adam's two moments,
 * the running average and what a step keeps for the way back, all float32. Data, libraries and the transformed
 * kernels of {@link org.diffusion4j.nn.ConvolutionAlgorithm#WINOGRAD} (up to eight times as many numbers as the kernels have) come on top.
 *
 * @param system of the recipe
 * @param work of one item in the network
 * @param items that are learned from, repeated ones counted again
 * @param passes through the network for an item, each as much work as a forward pass: one forward, two on the way back
 * @param vectors as long as the parameters that training holds, beside one of gradients for each worker
 * @param train how it is trained
 */
public record TrainingCost(String system, NetworkWork work, long items, double passes, int vectors, TrainConfig train) {
    private static final int BYTES = 4;

    /** Weights, and Adam's moments. */
    private static final int ALWAYS = 3;

    /** Counts a recipe. */
    public static TrainingCost of(Recipe recipe) {
        TrainConfig train = recipe.train();
        return new TrainingCost(
                recipe.system(),
                NetworkWork.of(recipe),
                train.steps() * train.batch(),
                recipe.objective().isSelfConditioned() ? 3.5 : 3, // in half of the steps the estimate is one pass more
                ALWAYS + (train.averageDecay().isPresent() ? 1 : 0),
                train);
    }

    /** Floating-point operations of the whole training. */
    public double operations() {
        return 2.0 * passes * work.multiplyAdds() * items;
    }

    /** Bytes with the recipe's own pieces and workers. */
    public long bytesInPieces() {
        return bytes((long) train.pieceSize() * train.workers(), train.workers());
    }

    /** Bytes with each batch computed at once, as on a GPU. */
    public long bytesAtOnce() {
        return bytes(train.batch(), 1);
    }

    private long bytes(long itemsAtOnce, int workers) {
        return BYTES * (work.parameters() * (vectors + workers) + work.kept() * itemsAtOnce);
    }
}

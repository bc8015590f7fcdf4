// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.Set;
import java.util.function.Consumer;
import org.diffusion4j.config.Kinds;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.nn.ParameterScope;

/** A network as data: every width and depth, and how to make it. */
@Kinds({
    PointMlpConfig.class,
    BlendUNetConfig.class,
    ContextUnetConfig.class,
    ConditionalUNetConfig.class,
    UNet2DConfig.class
})
public interface NetworkConfig {
    /**
     * The network over parameters taken from {@code p} under its checkpoint names.
     *
     * @param steps T of the schedule, for networks that divide the raw step by it; at least 1
     */
    Network create(ParameterScope p, int steps);

    /** The shape of one input without the batch axis, for example (3) or (3, 32, 32). */
    long[] inputShape();

    /**
     * Refuses times that it cannot see.
     *
     * @param learned what the times come from, for the sentence
     * @param lowest of them
     * @param areWhole whether they are whole numbers
     * @throws org.diffusion4j.error.ConfigException with what to use instead
     */
    default void requireTimes(String learned, double lowest, boolean areWhole) {
        // most networks see any number
    }

    /** Which condition it takes. */
    default Conditioning conditioning() {
        return Conditioning.NONE;
    }

    /** Whether its output has twice the channels of a picture: the prediction, then the variance of a step. */
    default boolean learnsVariance() {
        return false;
    }

    /** Whether its input has twice the channels of a picture: the noisy one, then its own estimate of the clean one. */
    default boolean isSelfConditioned() {
        return false;
    }

    /**
     * Refuses to train on a batch that is cut where the cut would change what is learned.
     *
     * @param batch rows of a step
     * @param microBatch rows computed at once
     * @param workers threads that compute
     * @throws org.diffusion4j.error.ConfigException with what to set instead
     */
    default void requireCut(int batch, int microBatch, int workers) {
        // most networks treat each row by itself
    }

    /** Whether the size of a micro-batch changes what is learned, beyond the rounding of sums. */
    default boolean learnsByCut() {
        return false;
    }

    /**
     * The network that stored weights belong to, where it differs from this one in what is no matter of size.
     *
     * @param names of the stored tensors
     * @param warnings hears in a sentence of what was changed
     */
    default NetworkConfig suiting(Set<String> names, Consumer<String> warnings) {
        return this;
    }

    /** True where operators are so small that a second thread costs more than it gives. */
    boolean isTiny();
}

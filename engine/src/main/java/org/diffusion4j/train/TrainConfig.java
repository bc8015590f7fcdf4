// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;

/**
 * How long and how a network is trained.
 *
 * @param steps optimiser updates, at least 1
 * @param batch items per update, at least 1
 * @param microBatch items computed at once; if absent, the batch divided among the workers
 * @param workers threads that compute micro-batches, 1 to batch; more than the cores are slower but give the same bits
 * @param learningRate peak of the learning rate, above 0
 * @param rateSchedule how the rate moves
 * @param warmup steps of linear rise in the cosine schedule, 0 or more
 * @param optimizer Adam's constants
 * @param maxGradNorm gradients are scaled down to this global L2 norm; never if absent
 * @param emaDecay decay of the running average of the weights; no average if absent
 * @param saveEvery updates between two saved states, at least 1
 * @param keep saved states kept beside the best, at least 2
 */
public record TrainConfig(
        @Key(about = "optimiser updates", unit = "steps", standard = "20000")
        long steps,

        @Key(about = "items per update", unit = "items", standard = "64")
        int batch,

        @Key(about = "items computed at once; absent = the batch divided among the workers", unit = "items")
        Optional<Integer> microBatch,

        @Key(about = "threads that compute micro-batches", unit = "threads", standard = "1")
        int workers,

        @Key(about = "peak learning rate", standard = "1e-3")
        double learningRate,

        @Key(about = "how the rate moves: constant, cosine, linear, one-cycle", standard = "constant")
        RateSchedule rateSchedule,

        @Key(about = "steps of linear rise (cosine only)", unit = "steps", standard = "0")
        long warmup,

        @Key(about = "Adam's constants") Adam.Settings optimizer,

        @Key(about = "clip gradients to this global norm; absent = never")
        Optional<Double> maxGradNorm,

        @Key(about = "decay of the running average of weights; absent = none")
        Optional<Double> emaDecay,

        @Key(about = "updates between saved states", unit = "steps", standard = "5000")
        long saveEvery,

        @Key(about = "saved states kept beside the best", unit = "states", standard = "2")
        int keep) {
    public TrainConfig {
        requireAtLeast("steps", steps, 1);
        requireAtLeast("batch", batch, 1);
        microBatch.ifPresent(size -> requireAtLeast("microBatch", size, 1));
        if (workers < 1 || workers > batch) {
            throw new ConfigException(
                    "workers must lie in 1 to %d (batch: one item for each) but was %d. The number of cores is usual."
                            .formatted(batch, workers));
        }
        if (!(learningRate > 0) || learningRate == Double.POSITIVE_INFINITY) {
            throw new ConfigException("learningRate must be above 0 but was %s. The usual values are 1e-4 to 1e-3."
                    .formatted(learningRate));
        }
        if (warmup < 0 || warmup >= steps) {
            throw new ConfigException(
                    "warmup must lie in 0 to %d (below steps) but was %d. A twentieth of the steps is usual."
                            .formatted(steps - 1, warmup));
        }
        maxGradNorm.ifPresent(norm -> {
            if (!(norm > 0)) {
                throw new ConfigException(
                        "maxGradNorm must be above 0 but was %s. 1 is usual; leave it out for no clipping."
                                .formatted(norm));
            }
        });
        emaDecay.ifPresent(Ema::requireDecay);
        requireAtLeast("saveEvery", saveEvery, 1);
        requireAtLeast("keep", keep, 2);
    }

    /** 20,000 steps of 64 with Adam at 1e-3. */
    public static TrainConfig defaults() {
        return RecipeReader.defaults(TrainConfig.class);
    }

    /** Items computed at once: without a {@code microBatch}, as many as give each worker one piece. */
    public int pieceSize() {
        return microBatch.orElse((int) (((long) batch + workers - 1) / workers));
    }

    /** The learning rate of each step. */
    public LearningRate rate(int stepsPerEpoch) {
        return rateSchedule.create(this, stepsPerEpoch);
    }

    private static void requireAtLeast(String name, long value, long least) {
        if (value < least) {
            throw new ConfigException(
                    "%s must be at least %d but was %d. Give a larger number.".formatted(name, least, value));
        }
    }
}

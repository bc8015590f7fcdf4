// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.data.Drawing;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.nn.ConvolutionAlgorithm;

/**
 * How long and how a network is trained.
 *
 * @param steps optimiser updates, at least 1
 * @param batch items per update, at least 1
 * @param microBatch items computed at once; if absent, the batch divided among the workers
 * @param workers threads that compute micro-batches, 1 to batch and at most 256; more than the cores are slower but give
 *     the same bits
 * @param learningRate peak of the learning rate, above 0
 * @param rateSchedule how the rate moves
 * @param warmup steps of linear rise at the beginning, 0 or more; not with linear, rounds and one-cycle
 * @param optimizer Adam's constants
 * @param maxGradNorm gradients are scaled down to this global L2 norm; never if absent
 * @param compute number format of convolutions and matrix products
 * @param convolution how convolutions in float32 are computed; if absent, the faster way, by a trial when a run begins, and that run
 *     keeps it
 * @param emaDecay decay of the running average of the weights; no average if absent
 * @param emaWarmup power of the average's warm-up, above 0: after n updates its decay is at most 1 − (1 + n)^−power
 * @param emaHalfLife items after which an old weight counts half in the average, and never more than a twentieth of those
 *     seen (Karras et al. 2022); in place of emaDecay; above 0
 * @param saveEvery updates between two saved states, at least 1
 * @param keep saved states kept beside the best, at least 2
 * @param heldOutBatches batches of held-out items whose loss is the score of a saved state; with 0 the score is the mean
 *     training loss since the state before
 * @param patience saved states without a better score after which training ends; never if absent
 * @param keepBest whether the weights of the run are those of the best state instead of the last
 * @param init a model whose weights are started from: a shipped name, a run folder, a file; drawn by the seed if absent
 * @param draw how the items of a batch are chosen
 * @param rounds used by the rate schedule of that name
 * @param curve used by the rate schedules restarts and polynomial
 * @param emaCurve how the decay of the average rises; with emaWarmup, or with its own counting
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

        @Key(
                about =
                        "how the rate moves: constant, cosine, linear, straight, restarts, polynomial, rounds, one-cycle",
                standard = "constant")
        RateSchedule rateSchedule,

        @Key(about = "steps of linear rise (not with linear, rounds, one-cycle)", unit = "steps", standard = "0")
        long warmup,

        @Key(about = "Adam's constants") Adam.Settings optimizer,

        @Key(about = "clip gradients to this global norm; absent = never")
        Optional<Double> maxGradNorm,

        @Key(
                about = "products compute in float32, bfloat16 or (NVIDIA's GPUs) tf32; weights stay float32",
                standard = "float32")
        Compute compute,

        @Key(
                about =
                        "how convolutions are computed: direct (the library's operators), winograd (ours too); absent = the faster here, as a run begins")
        Optional<ConvolutionAlgorithm> convolution,

        @Key(about = "decay of the running average of weights; absent = none")
        Optional<Double> emaDecay,

        @Key(about = "power of the average's warm-up, such as 0.75; absent = none")
        Optional<Double> emaWarmup,

        @Key(about = "items after which an old weight counts half in the average; in place of emaDecay", unit = "items")
        Optional<Double> emaHalfLife,

        @Key(about = "updates between saved states", unit = "steps", standard = "5000")
        long saveEvery,

        @Key(about = "saved states kept beside the best", unit = "states", standard = "2")
        int keep,

        @Key(
                about = "held-out batches scored at each saved state; 0 = the training loss",
                unit = "batches",
                standard = "0")
        int heldOutBatches,

        @Key(about = "saved states without a better score until training ends; absent = never", unit = "states")
        Optional<Integer> patience,

        @Key(about = "the run's weights are those of the best state, not the last", standard = "false")
        boolean keepBest,

        @Key(about = "model whose weights are started from; absent = drawn by the seed")
        Optional<String> init,

        @Key(about = "how items are drawn: shuffled, with-replacement", standard = "shuffled")
        Drawing draw,

        @Key(about = "rounds of the rate schedule 'rounds'") RoundsConfig rounds,

        @Key(about = "numbers of the rate schedules 'restarts' and 'polynomial'")
        CurveConfig curve,

        @Key(about = "how the decay of the average rises, with emaWarmup or counting")
        EmaCurveConfig emaCurve) {
    /** Each worker is a thread with buffers of its own: a slip of the finger must not take the machine down. */
    private static final int MOST_WORKERS = 256;

    /** The half-life of the average is at most this share of the items seen. */
    private static final double RAMP_UP = 0.05;

    public TrainConfig {
        requireAtLeast("steps", steps, 1);
        requireAtLeast("batch", batch, 1);
        microBatch.ifPresent(size -> requireAtLeast("microBatch", size, 1));
        int mostWorkers = Math.min(batch, MOST_WORKERS);
        if (workers < 1 || workers > mostWorkers) {
            throw new ConfigException(
                    "workers must lie in 1 to %d (one item of the batch for each) but was %d. The number of cores is usual."
                            .formatted(mostWorkers, workers));
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
        if (warmup > 0 && !rateSchedule.isWarmed()) {
            throw new ConfigException(
                    "warmup was %d, and the rate schedules linear, rounds and one-cycle have none. Leave it out, or use constant, cosine, straight, restarts or polynomial."
                            .formatted(warmup));
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
        emaWarmup.ifPresent(power -> {
            if (!(power > 0) || emaDecay.isEmpty()) {
                throw new ConfigException(
                        "emaWarmup must be above 0 and needs emaDecay, but was %s with emaDecay %s. 0.75 is usual."
                                .formatted(power, emaDecay.map(String::valueOf).orElse("absent")));
            }
        });
        emaHalfLife.ifPresent(items -> {
            if (!(items > 0) || emaDecay.isPresent()) {
                throw new ConfigException(
                        "emaHalfLife must be above 0 and stands in place of emaDecay, but was %s with emaDecay %s. 500000 is usual; give one of the two."
                                .formatted(items, emaDecay.map(String::valueOf).orElse("absent")));
            }
        });
        emaCurve.requireFitting(emaDecay, emaWarmup);
        requireAtLeast("heldOutBatches", heldOutBatches, 0);
        patience.ifPresent(states -> requireAtLeast("patience", states, 1));
    }

    /** 20,000 steps of 64 with Adam at 1e-3. */
    public static TrainConfig defaults() {
        return RecipeReader.defaults(TrainConfig.class);
    }

    /** Items computed at once: without a {@code microBatch}, as many as give each worker one piece. */
    public int pieceSize() {
        return microBatch.orElse((int) (((long) batch + workers - 1) / workers));
    }

    /** Steps without a better saved state after which training ends. */
    Optional<Long> patienceSteps() {
        return patience.map(states -> states * saveEvery);
    }

    /** The decay of the running average in each step; empty where there is no average. */
    public Optional<EmaDecay> averageDecay() {
        if (emaHalfLife.isPresent()) {
            return Optional.of(new EmaDecay.HalfLife(batch, emaHalfLife.get(), RAMP_UP));
        }
        return emaDecay.map(most -> emaCurve.decay(most, emaWarmup));
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

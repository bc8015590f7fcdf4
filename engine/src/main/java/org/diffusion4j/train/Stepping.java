// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batches;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.objective.StepDraws;

/**
 * One update: gradients, clipping, optimiser, average. On the processor the numbers of a step are read at once; on a
 * GPU, where reading means waiting, those of {@link #UNREAD} steps together.
 */
abstract class Stepping implements AutoCloseable {
    /** Steps whose numbers may wait on a GPU. */
    private static final int UNREAD = 64;

    final TrainConfig config;
    final Batches data;
    final Learner learner;
    final Weights weights;
    final long seed;
    final LearningRate rate;

    private Stepping(TrainConfig config, Batches data, Learner learner, Weights weights, long seed) {
        this.config = config;
        this.data = data;
        this.learner = learner;
        this.weights = weights;
        this.seed = seed;
        this.rate = config.rate(data.stepsPerEpoch());
    }

    /** The way that suits the device of the weights. */
    static Stepping of(TrainConfig config, Batches data, Learner learner, Weights weights, long seed) {
        return weights.parameters().values().is_cpu()
                ? new AtOnce(config, data, learner, weights, seed)
                : new Later(config, data, learner, weights, seed, UNREAD);
    }

    /** The way of a GPU, reading after {@code unread} steps. */
    static Stepping later(TrainConfig config, Batches data, Learner learner, Weights weights, long seed, int unread) {
        return new Later(config, data, learner, weights, seed, unread);
    }

    /**
     * Update number {@code step}, counted from 0.
     *
     * @param isRead whether its numbers are needed now
     * @return what is known of the steps that nothing was said of yet, in order; empty while they wait
     * @throws DivergedException if numbers were read that are not finite; the trained weights are those before that
     *     step
     */
    abstract List<StepReport> update(long step, boolean isRead);

    /** What is still unsaid; a {@link DivergedException} as from {@link #update}. */
    abstract List<StepReport> rest();

    @Override
    public abstract void close();

    Tensor gradients() {
        return weights.parameters().gradients();
    }

    Tensor learn(long step) {
        return learner.learnUnread(data.at(step), new StepDraws(seed, step));
    }

    double beta1(long step) {
        return rate.beta1(step, weights.optimizer().settings().beta1());
    }

    static void requireFinite(long step, double loss, double norm) {
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new DivergedException(
                    "Step %d gave loss %s and gradient norm %s, which are not finite; the weights are still those of step %d. Usual causes: a learning rate that is too large, data with NaN, a damaged starting point."
                            .formatted(step + 1, loss, norm, step),
                    step,
                    loss);
        }
    }

    /** Every number is read before the update. */
    private static final class AtOnce extends Stepping {
        AtOnce(TrainConfig config, Batches data, Learner learner, Weights weights, long seed) {
            super(config, data, learner, weights, seed);
        }

        @Override
        List<StepReport> update(long step, boolean isRead) {
            long start = System.nanoTime();
            double loss;
            try (Tensor unread = learn(step)) {
                loss = unread.item_double();
            }
            double norm = GradientNorm.of(gradients());
            requireFinite(step, loss, norm); // nothing was updated yet
            config.maxGradNorm().ifPresent(most -> GradientNorm.clip(gradients(), norm, most));
            weights.optimizer().step(step, rate.rate(step), beta1(step));
            weights.ema().ifPresent(ema -> ema.update(step));
            return List.of(new StepReport(step + 1, loss, norm, rate.rate(step), System.nanoTime() - start));
        }

        @Override
        List<StepReport> rest() {
            return List.of();
        }

        @Override
        public void close() {
            // it holds nothing
        }
    }

    /** Numbers stay on the device for some steps; an update after one that is not finite changes nothing. */
    private static final class Later extends Stepping {
        private final UnreadNumbers numbers;
        private long start = System.nanoTime();

        Later(TrainConfig config, Batches data, Learner learner, Weights weights, long seed, int unread) {
            super(config, data, learner, weights, seed);
            numbers = new UnreadNumbers(weights.parameters().values(), unread);
        }

        @Override
        List<StepReport> update(long step, boolean isRead) {
            try (Tensor loss = learn(step);
                    PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Tensor norm = GradientNorm.unread(gradients());
                numbers.add(step, loss, norm);
                config.maxGradNorm().ifPresent(most -> GradientNorm.clipUnread(gradients(), norm, most));
                Tensor stop = numbers.stop();
                weights.optimizer().stepUnless(stop, step, rate.rate(step), beta1(step));
                weights.ema().ifPresent(ema -> ema.updateUnless(stop, step));
            }
            return isRead || numbers.isFull() ? rest() : List.of();
        }

        @Override
        List<StepReport> rest() {
            double[] read = numbers.take();
            int count = read.length / 2;
            long each = count == 0 ? 0 : (System.nanoTime() - start) / count;
            start = System.nanoTime();
            List<StepReport> reports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long step = numbers.first() + i;
                requireFinite(step, read[2 * i], read[2 * i + 1]);
                reports.add(new StepReport(step + 1, read[2 * i], read[2 * i + 1], rate.rate(step), each));
            }
            return reports;
        }

        @Override
        public void close() {
            numbers.close();
        }
    }
}

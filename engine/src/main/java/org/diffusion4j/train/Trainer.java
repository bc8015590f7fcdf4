// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.diffusion4j.data.Batches;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.objective.StepDraws;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.NativeErrors;
import org.diffusion4j.tensor.Tensors;

/** The training loop: the order of learning, and nothing else. State is a number of steps, so stopping is resuming. */
public final class Trainer {
    private final TrainConfig config;
    private final long seed;
    private final Batches data;
    private final Learner learner;
    private final Weights weights;
    private final LearningRate rate;
    private final Checkpoints checkpoints;
    private final Optional<HeldOut> heldOut;
    private final Patience patience;
    private final Observer observer;
    private final StopSignal stop;

    /** Saves the weights as they stand after {@code step} updates. */
    @FunctionalInterface
    public interface Checkpoints {
        /** A failure here ends the run. {@code score} is a loss, held-out or the mean since the last call. */
        void save(long step, OptionalDouble score);

        /** Step and score of the best state that was saved before, if any. */
        default Optional<Map.Entry<Long, Double>> best() {
            return Optional.empty();
        }
    }

    /** The partners of a run; all are the caller's to close. */
    public Trainer(
            TrainConfig config,
            long seed,
            Batches data,
            Learner learner,
            Weights weights,
            Checkpoints checkpoints,
            Optional<HeldOut> heldOut,
            Observer observer,
            StopSignal stop) {
        this.config = config;
        this.seed = seed;
        this.data = data;
        this.learner = learner;
        this.weights = weights;
        this.rate = config.rate(data.stepsPerEpoch());
        this.checkpoints = checkpoints;
        this.heldOut = heldOut;
        Optional<Map.Entry<Long, Double>> best = checkpoints.best();
        this.patience = new Patience(
                config.patienceSteps(),
                best.map(Map.Entry::getKey).orElse(0L),
                best.map(Map.Entry::getValue).orElse(Double.POSITIVE_INFINITY));
        this.observer = observer;
        this.stop = stop;
    }

    /**
     * Trains until the plan ends or a stop is asked for, and saves.
     *
     * @param from updates done before
     * @return updates done in all
     * @throws DivergedException if a loss or gradient is not finite; the weights are then those of the step before
     */
    public long train(long from) {
        MeanLoss loss = new MeanLoss();
        long step = from;
        long saved = from;
        while (!isDone(step) && !stop.isRequested()) {
            long current = step;
            StepReport report = NativeErrors.during("training step %d".formatted(step + 1), () -> update(current));
            loss.add(report.loss());
            step = report.step();
            observer.onStep(report);
            if (step % config.saveEvery() == 0) {
                save(step, loss);
                saved = step;
            }
        }
        if (step > saved) {
            save(step, loss);
        }
        observer.onEnd(step);
        return step;
    }

    /** Whether {@code step} updates are all there will be: the plan's, or as many as patience allows. */
    public boolean isDone(long step) {
        return step >= config.steps() || patience.isOver(step);
    }

    private void save(long step, MeanLoss training) {
        OptionalDouble mean = training.takeMean();
        OptionalDouble score =
                heldOut.isPresent() ? OptionalDouble.of(heldOut.get().loss()) : mean;
        checkpoints.save(step, score);
        score.ifPresent(value -> patience.saw(step, value));
    }

    private StepReport update(long step) {
        long start = System.nanoTime();
        double loss = learner.learn(data.at(step), new StepDraws(seed, step));
        double norm = clip(loss, step);
        Adam optimizer = weights.optimizer();
        optimizer.step(
                step, rate.rate(step), rate.beta1(step, optimizer.settings().beta1()));
        weights.ema().ifPresent(ema -> ema.update(step));
        return new StepReport(step + 1, loss, norm, rate.rate(step), System.nanoTime() - start);
    }

    /** The global norm of the gradients, which are scaled down if it is too large. Nothing was updated yet. */
    private double clip(double loss, long step) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            double norm = weights.parameters().gradients().norm().item_double();
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                throw new DivergedException(
                        "Step %d gave loss %s and gradient norm %s, which are not finite; the weights are still those of step %d. Usual causes: a learning rate that is too large, data with NaN, a damaged starting point. Resume with a lower --set train.learningRate."
                                .formatted(step + 1, loss, norm, step),
                        step,
                        loss);
            }
            config.maxGradNorm().ifPresent(most -> {
                double factor = most / (norm + 1e-6);
                if (factor < 1) {
                    weights.parameters().gradients().mul_(Tensors.scalar(factor));
                }
            });
            return norm;
        }
    }
}

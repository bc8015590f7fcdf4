// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.diffusion4j.data.Batches;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.NativeErrors;

/** The training loop: the order of learning, and nothing else. State is a number of steps, so stopping is resuming. */
public final class Trainer {
    private final TrainConfig config;
    private final long seed;
    private final Batches data;
    private final Learner learner;
    private final Weights weights;
    private final Checkpoints checkpoints;
    private final Optional<DoubleSupplier> heldOut;
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

    /**
     * The partners of a run; all are the caller's to close.
     *
     * @param heldOut the loss on items that are not trained on, where that is the score of a saved state
     */
    public Trainer(
            TrainConfig config,
            long seed,
            Batches data,
            Learner learner,
            Weights weights,
            Checkpoints checkpoints,
            Optional<DoubleSupplier> heldOut,
            Observer observer,
            StopSignal stop) {
        this.config = config;
        this.seed = seed;
        this.data = data;
        this.learner = learner;
        this.weights = weights;
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
     * @throws DivergedException if a loss or gradient is not finite; the trained weights are then those of the step
     *     before (running means of a normalisation may have seen the step), and nothing more was saved
     */
    public long train(long from) {
        try (Stepping stepping = Stepping.of(config, data, learner, weights, seed)) {
            return train(from, stepping);
        }
    }

    /** The same with another way to make an update. */
    long train(long from, Stepping stepping) {
        MeanLoss loss = new MeanLoss();
        long step = from;
        long saved = from;
        while (!isDone(step) && !stop.isRequested()) {
            long current = step++;
            boolean isLast = step == config.steps() || step % config.saveEvery() == 0;
            tell(updated(stepping, current, isLast, saved, loss), step, saved, loss);
            if (step % config.saveEvery() == 0) {
                save(step, loss);
                saved = step;
            }
        }
        tell(read(stepping::rest, saved), step, saved, loss);
        if (step > saved) {
            save(step, loss);
        }
        observer.onEnd(step, isDone(step));
        return step;
    }

    /** Without the others a step cannot be done; those before it are this process's to save. */
    private List<StepReport> updated(Stepping stepping, long step, boolean isRead, long saved, MeanLoss loss) {
        try {
            return NativeErrors.during(
                    "training step %d".formatted(step + 1), () -> read(() -> stepping.update(step, isRead), saved));
        } catch (TeamException e) {
            try {
                tell(read(stepping::rest, saved), step, saved, loss);
                if (step > saved) {
                    saveDespite(e, step, loss);
                }
            } catch (RuntimeException second) { // a step before was not finite, or the watcher failed after a save
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /**
     * The weights of a diverged step are not saved: the loss comes before the update, so that they would give the same
     * again, with any learning rate.
     */
    private static List<StepReport> read(Supplier<List<StepReport>> numbers, long saved) {
        try {
            return numbers.get();
        } catch (DivergedException e) {
            String back = e.step() == saved && saved > 0
                    ? "Resuming would go back to step %d, the last that was saved, and give the same again: remove the folder of that state first."
                    : "Resuming goes back to step %d, the last that was saved.";
            throw new DivergedException(
                    "%s %s Resume with a lower --set train.learningRate."
                            .formatted(e.getMessage(), back.formatted(saved)),
                    e.step(),
                    e.loss());
        }
    }

    /** A watcher that fails, for example on a full disk, must not cost the steps since the last saved state. */
    private void tell(List<StepReport> reports, long step, long saved, MeanLoss loss) {
        reports.forEach(report -> loss.add(report.loss()));
        try {
            reports.forEach(observer::onStep);
        } catch (RuntimeException e) {
            if (step > saved) {
                saveDespite(e, step, loss);
            }
            throw e;
        }
    }

    /** Without a held-out score: the other processes of a team, who would have to take part, are elsewhere. */
    private void saveDespite(RuntimeException failure, long step, MeanLoss loss) {
        try {
            checkpoints.save(step, heldOut.isPresent() ? OptionalDouble.empty() : loss.takeMean());
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    /** Whether {@code step} updates are all there will be: the plan's, or as many as patience allows. */
    public boolean isDone(long step) {
        return step >= config.steps() || patience.isOver(step);
    }

    private void save(long step, MeanLoss training) {
        OptionalDouble mean = training.takeMean();
        OptionalDouble score =
                heldOut.isPresent() ? OptionalDouble.of(heldOut.get().getAsDouble()) : mean;
        checkpoints.save(step, score);
        score.ifPresent(value -> patience.saw(step, value));
    }
}

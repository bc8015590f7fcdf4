// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train.mat;

import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.NativeErrors;

/** The loop of a training of MAT, and nothing else. State is a number of iterations, so stopping is resuming. */
public final class MatTrainer {
    private final MatTrainConfig config;
    private final MatPieces pieces;
    private final MatIteration iteration;
    private final Supplier<OptionalDouble> score;
    private final Checkpoints checkpoints;
    private final MatObserver observer;
    private final StopSignal stop;

    /** Saves the weights as they stand after {@code step} iterations. */
    @FunctionalInterface
    public interface Checkpoints {
        /** A failure here ends the run. {@code score} is what the held-out images gave; lower is better. */
        void save(long step, OptionalDouble score);
    }

    /** The partners of a run; all are the caller's to close. {@code score} is asked at every save. */
    public MatTrainer(
            MatTrainConfig config,
            MatPieces pieces,
            MatIteration iteration,
            Supplier<OptionalDouble> score,
            Checkpoints checkpoints,
            MatObserver observer,
            StopSignal stop) {
        this.config = config;
        this.pieces = pieces;
        this.iteration = iteration;
        this.score = score;
        this.checkpoints = checkpoints;
        this.observer = observer;
        this.stop = stop;
    }

    /**
     * Trains until the plan ends or a stop is asked for, and saves.
     *
     * @param from iterations done before
     * @return iterations done in all
     * @throws DivergedException if a loss or gradient is not finite; what was saved before is unharmed
     */
    public long train(long from) {
        long step = from;
        long saved = from;
        while (step < config.steps() && !stop.isRequested()) {
            IterationReport report = iterate(step);
            step = report.step();
            boolean isDue = step % config.saveEvery() == 0;
            if (isDue) {
                checkpoints.save(step, score.get());
                saved = step;
            }
            tell(report, saved);
        }
        if (step > saved) {
            checkpoints.save(step, score.get());
        }
        observer.onEnd(step);
        return step;
    }

    private IterationReport iterate(long step) {
        return NativeErrors.during("training step %d".formatted(step + 1), () -> {
            try (PointerScope scope = new PointerScope()) {
                return iteration.run(step, pieces.of(step));
            }
        });
    }

    /** A watcher that fails, for example on a full disk, must not cost the iterations since the last saved state. */
    private void tell(IterationReport report, long saved) {
        try {
            observer.onStep(report);
        } catch (RuntimeException e) {
            if (report.step() > saved) {
                saveDespite(e, report.step());
            }
            throw e;
        }
    }

    private void saveDespite(RuntimeException failure, long step) {
        try {
            checkpoints.save(step, OptionalDouble.empty());
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }
}

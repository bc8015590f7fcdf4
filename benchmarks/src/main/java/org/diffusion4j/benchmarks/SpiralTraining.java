// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.data.Batches;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Denoising;
import org.diffusion4j.objective.StepDraws;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.train.Learner;
import org.diffusion4j.train.Trainer;
import org.diffusion4j.train.Weights;

/**
 * The training of the spiral as {@code d4j train spiral} does it, but for the run folder: batch, draws, forward,
 * backward, norm of the gradients, Adam. Belongs to one thread.
 */
final class SpiralTraining implements AutoCloseable {
    private static final Recipe RECIPE =
            Recipe.of("spiral", List.of("train.steps=1000000000", "train.saveEvery=1000000000"));

    private final Parameters.Built<Network> network;
    private final Weights weights;
    private final Learner learner;
    private final Batches batches;
    private final NoiseSchedule schedule = RECIPE.schedule().create();
    private long done;

    /** Fresh weights. */
    SpiralTraining() {
        Function<ParameterScope, Network> plan =
                p -> RECIPE.network().create(p, RECIPE.schedule().steps());
        Device device = Devices.of("cpu");
        network = Parameters.build(
                plan,
                (name, rule, shape) -> rule.draw(
                        RandomStream.of(RECIPE.seed(), "init/" + name), Math.toIntExact(Shapes.elements(shape))),
                device);
        weights = new Weights(network.parameters(), RECIPE.train());
        Denoising objective = new Denoising(schedule, RECIPE.prediction(), device);
        learner = new Learner(
                network, plan, objective, Compute.FLOAT32, RECIPE.train().batch(), 1);
        batches = new Batches(
                RECIPE.data().create(RECIPE.seed()),
                RECIPE.seed(),
                RECIPE.train().batch());
    }

    /**
     * Goes on for so many steps.
     *
     * @return nanoseconds of each
     * @throws DiffusionException as {@link Trainer#train} does
     */
    long[] steps(int count) {
        return steps(count, step -> {});
    }

    /** The same, with somebody told after each which step, counted from 0, it was; that takes no part in its time. */
    long[] steps(int count, LongConsumer afterEach) {
        long[] nanos = new long[count];
        long from = done;
        StopSignal stop = new StopSignal();
        Trainer trainer = new Trainer(
                RECIPE.train(),
                RECIPE.seed(),
                batches,
                learner,
                weights,
                SpiralTraining::savesNothing,
                Optional.empty(),
                report -> {
                    int at = (int) (report.step() - from);
                    nanos[at - 1] = report.nanos();
                    afterEach.accept(report.step() - 1);
                    if (at == count) {
                        stop.request();
                    }
                },
                stop);
        done = Engine.withThreads(1, () -> trainer.train(from));
        return nanos;
    }

    /** Draws the times and the noise of a step, as the objective does; the result depends on both. */
    double draw(long step) {
        int rows = RECIPE.train().batch();
        StepDraws draws = new StepDraws(RECIPE.seed(), step);
        int[] times = draws.times(0, rows, schedule.firstStep(), schedule.steps());
        float[] noise = draws.noise(
                0, rows, Math.toIntExact(Shapes.elements(RECIPE.network().inputShape())));
        return noise[noise.length - 1] * (double) times[rows - 1];
    }

    /** What is measured is the step. */
    private static void savesNothing(long step, OptionalDouble loss) {}

    @Override
    public void close() {
        learner.close();
        weights.close();
        network.close();
    }
}

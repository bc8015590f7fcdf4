// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.data.Batches;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.ConvolutionAlgorithm;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Objective;
import org.diffusion4j.objective.StepDraws;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.team.Alone;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.train.Learner;
import org.diffusion4j.train.TrainConfig;
import org.diffusion4j.train.Trainer;
import org.diffusion4j.train.Weights;

/**
 * The training of a recipe as {@code d4j train} does it, but for the run folder: batch, draws, forward, backward, norm of
 * the gradients, optimiser, running average. Belongs to one thread.
 */
final class TrainingSteps implements AutoCloseable {
    /** So long that none of what is measured is a last step or a saved one. */
    private static final String[] ENDLESS = {"train.steps=1000000000", "train.saveEvery=1000000000"};

    private final Recipe recipe;
    private final Parameters.Built<Network> network;
    private final Weights weights;
    private final Learner learner;
    private final Batches batches;
    private final NoiseSchedule schedule;
    private final int threads;
    private long done;

    /** A subject's own recipe with further values replaced, and fresh weights. */
    TrainingSteps(Subject subject, String... overrides) {
        this(subject.recipe(
                Stream.concat(Stream.of(ENDLESS), Stream.of(overrides)).toArray(String[]::new)));
    }

    private TrainingSteps(Recipe recipe) {
        this.recipe = recipe;
        schedule = recipe.schedule().create();
        threads = recipe.network().isTiny() || recipe.train().workers() > 1 ? 1 : Engine.cores();
        Function<ParameterScope, Network> plan =
                p -> recipe.network().create(p, recipe.schedule().steps());
        Device device = Devices.of("cpu");
        network = Parameters.build(
                plan,
                (name, rule, shape) -> rule.draw(
                        RandomStream.of(recipe.seed(), "init/" + name), Math.toIntExact(Shapes.elements(shape))),
                device);
        weights = new Weights(network.parameters(), recipe.train());
        Conditioning conditioning = recipe.network().conditioning();
        Objective objective = recipe.objective().create(recipe.schedule(), recipe.prediction(), conditioning, device);
        TrainConfig train = recipe.train();
        learner = new Learner(
                network,
                plan,
                objective,
                train.compute(),
                convolution(recipe),
                train.pieceSize(),
                train.workers(),
                new Alone(new StopSignal()));
        batches = new Batches(
                recipe.data().create(recipe.seed()), recipe.seed(), train.batch(), conditioning, train.draw());
    }

    /** How a run of the recipe would compute them here. */
    static ConvolutionAlgorithm convolution(Recipe recipe) {
        return recipe.network().isTiny()
                ? ConvolutionAlgorithm.DIRECT
                : recipe.train()
                        .convolution()
                        .orElseGet(() ->
                                ConvolutionAlgorithm.fastest(recipe.train().compute() == Compute.BFLOAT16));
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
                recipe.train(),
                recipe.seed(),
                batches,
                learner,
                weights,
                TrainingSteps::savesNothing,
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
        done = Engine.withThreads(threads, () -> trainer.train(from));
        return nanos;
    }

    /** Draws the times and the noise of a step, as the objective does; the result depends on both. */
    double draw(long step) {
        int rows = recipe.train().batch();
        StepDraws draws = new StepDraws(recipe.seed(), step);
        int[] times = draws.times(0, rows, schedule.firstStep(), schedule.steps());
        float[] noise = draws.noise(
                0, rows, Math.toIntExact(Shapes.elements(recipe.network().inputShape())));
        return noise[noise.length - 1] * (double) times[rows - 1];
    }

    /** What is trained, and how. */
    Recipe recipe() {
        return recipe;
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

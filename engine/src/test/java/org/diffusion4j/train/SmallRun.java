// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.diffusion4j.data.Batches;
import org.diffusion4j.data.Spiral;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.PointMlpConfig;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Denoising;
import org.diffusion4j.objective.Objective;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/** A run without a folder. */
final class SmallRun implements AutoCloseable {
    private static final PointMlpConfig POINTS = new PointMlpConfig(8, 4, 3, 25, false);

    private static final Objective DENOISING =
            new Denoising(ScheduleConfig.linear(1e-4, 0.02, 100).create(), Prediction.EPSILON, Devices.of("cpu"));

    private final Parameters.Built<Network> main;
    private final Weights weights;
    private final Learner learner;
    private final Batches data;

    private SmallRun(
            TrainConfig config,
            Function<ParameterScope, Network> plan,
            Batches data,
            Objective objective,
            int microBatch,
            int threads) {
        this.data = data;
        main = Parameters.build(
                plan,
                (name, rule, shape) -> rule.draw(RandomStream.of(1, name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"));
        weights = new Weights(main.parameters(), config);
        learner = new Learner(main, plan, objective, Compute.FLOAT32, microBatch, threads);
    }

    /** Points, in two threads; {@code begun} hears of each step before its loss is known. */
    static SmallRun points(TrainConfig config, LongConsumer begun) {
        return points(config, (network, batch, draws) -> {
            begun.accept(draws.step());
            return DENOISING.loss(network, batch, draws);
        });
    }

    /** Points, in two threads; in step {@code broken}, counted from 0, the network is fed NaN. */
    static SmallRun points(TrainConfig config, long broken) {
        return points(config, broken(DENOISING, broken));
    }

    /** The same, and the team is lost in step {@code lost}. */
    static SmallRun points(TrainConfig config, long broken, long lost) {
        Objective whole = broken(DENOISING, broken);
        return points(config, (network, batch, draws) -> {
            if (draws.step() == lost) {
                throw new TeamException("gone");
            }
            return whole.loss(network, batch, draws);
        });
    }

    private static SmallRun points(TrainConfig config, Objective objective) {
        Batches data = new Batches(Spiral.of(64, 20, 0.02, 1), 1, 8);
        return new SmallRun(config, p -> POINTS.create(p, 100), data, objective, 3, 2);
    }

    /** Sprites, whose network normalises by the batch. */
    static SmallRun sprites(TrainConfig config, long broken) {
        Recipe recipe = Recipe.of("sprites", List.of("network.features=8", "train.batch=4"));
        Objective denoising = recipe.objective()
                .create(recipe.schedule(), recipe.prediction(), recipe.network().conditioning(), Devices.of("cpu"));
        Batches data =
                new Batches(recipe.data().create(1), 1, 4, recipe.network().conditioning());
        int steps = recipe.schedule().steps();
        return new SmallRun(config, p -> recipe.network().create(p, steps), data, broken(denoising, broken), 4, 1);
    }

    private static Objective broken(Objective whole, long from) {
        return (network, batch, draws) -> whole.loss(
                (x, time, condition) ->
                        network.forward(draws.step() == from ? Tensors.times(x, Double.NaN) : x, time, condition),
                batch,
                draws);
    }

    /** A step at a time, its numbers read at once. */
    Stepping atOnce(TrainConfig config) {
        return Stepping.of(config, data, learner, weights, 1);
    }

    /** A step at a time, the numbers of {@code unread} of them read together. */
    Stepping later(TrainConfig config, int unread) {
        return Stepping.later(config, data, learner, weights, 1, unread);
    }

    /** The loop over these partners. */
    Trainer trainer(TrainConfig config, Trainer.Checkpoints checkpoints, Observer observer, StopSignal stop) {
        return new Trainer(config, 1, data, learner, weights, checkpoints, Optional.empty(), observer, stop);
    }

    float[] values() {
        return Tensors.floats(main.parameters().values());
    }

    float[] statistics() {
        return Tensors.floats(main.parameters().statistics());
    }

    float[] average() {
        return Tensors.floats(weights.ema().orElseThrow().average());
    }

    float[] averageStatistics() {
        return Tensors.floats(weights.ema().orElseThrow().statistics());
    }

    @Override
    public void close() {
        learner.close();
        weights.close();
        main.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import org.bytedeco.pytorch.Device;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.StepDraws;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.team.Alone;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.train.Learner;

/** How fast a recipe's network learns here, seen on as few rows as show it. */
final class StepSpeed {
    /** More rows than these only take longer, unless a piece has more. */
    private static final int ROWS = 64;

    private static final long LEAST_NANOS = 1_000_000_000;

    private StepSpeed() {}

    /** Bytes that the network keeps for the way back of one row. */
    static long rowBytes(Recipe recipe) {
        try (Parameters.Built<Network> built = Parameters.build(
                p -> recipe.network().create(p, recipe.schedule().steps()),
                new DrawnValues(recipe.seed()),
                Devices.of("cpu"))) {
            return RowMemory.of(built.network(), recipe.network()).most();
        }
    }

    /** Items per second of the quickest of some passes forward and backward, after one that warms up. */
    static double itemsPerSecond(Recipe recipe, DataSource data) {
        Device device = Devices.of("cpu");
        Learning learning = new Learning(Learning.decided(recipe, device), device, new Alone(new StopSignal()));
        Batch whole = Learning.batches(recipe, data).at(0);
        long atOnce = (long) recipe.train().pieceSize() * recipe.train().workers(); // all threads have work
        Batch batch = whole.split((int) Math.min(whole.rows(), Math.max(atOnce, ROWS)))
                .get(0);
        return Engine.withThreads(learning.threads(), () -> {
            try (Parameters.Built<Network> main =
                            Parameters.build(learning::network, new DrawnValues(recipe.seed()), device);
                    Learner learner = learning.learner(main)) {
                learner.learn(batch, new StepDraws(recipe.seed(), 0));
                long begun = System.nanoTime();
                long shortest = Long.MAX_VALUE;
                do { // what disturbs a pass only makes it longer
                    long start = System.nanoTime();
                    learner.learn(batch, new StepDraws(recipe.seed(), 0));
                    shortest = Math.min(shortest, System.nanoTime() - start);
                } while (System.nanoTime() - begun < LEAST_NANOS);
                return batch.rows() * 1e9 / shortest;
            }
        });
    }
}

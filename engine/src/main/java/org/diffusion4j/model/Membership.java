// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.team.Meeting;
import org.diffusion4j.team.Team;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.train.Trainer;
import org.diffusion4j.train.Weights;

/** A process that helps to train the run of another one: it learns its share of every batch and keeps nothing. */
public final class Membership {
    /** What the leader says in the place of the step that it goes on from, where there is none. */
    static final double NOTHING_TO_DO = -1;

    private Membership() {}

    /**
     * Trains what the leader of the meeting trains until that run ends or stops.
     *
     * @param stop asks all to stop after the step in progress
     * @return updates done in all
     * @throws ConfigException if the leader's recipe or data are not to be had here
     */
    public static long train(Meeting meeting, Duration patience, StopSignal stop) throws InterruptedException {
        Recipe recipe;
        DataSource data;
        try {
            String text = meeting.pinned(Company.RECIPE, patience, stop);
            recipe = Recipe.ofText("the leader's recipe", text);
            data = sameData(recipe, meeting.pinned(Company.DATA, patience, stop));
        } catch (DiffusionException e) {
            meeting.refuse(e);
            throw e;
        }
        meeting.ready();
        try (Team team = meeting.team(stop, Company.STEP_PATIENCE)) {
            Learning learning = new Learning(recipe, Devices.of("cpu"), team);
            return Engine.withThreads(learning.threads(), () -> train(learning, data));
        }
    }

    private static DataSource sameData(Recipe recipe, String leaders) {
        DataSource data = recipe.data().create(recipe.seed());
        if (!data.fingerprint().equals(leaders)) {
            throw new ConfigException(
                    "the training data of this process are not those of the leader (%s here, %s there). Put the same files in the same place on both machines."
                            .formatted(data.fingerprint(), leaders));
        }
        return data;
    }

    private static long train(Learning learning, DataSource data) {
        Recipe recipe = learning.recipe();
        Team team = learning.team();
        Device device = learning.device();
        try (Parameters.Built<Network> main =
                        Parameters.build(learning::network, new DrawnValues(recipe.seed()), device);
                Weights weights = new Weights(main.parameters(), recipe.train());
                var learner = learning.learner(main)) {
            long from = (long) team.agreed(() -> 0);
            if (from < 0) {
                return recipe.train().steps();
            }
            weights.spread(team);
            DoubleSupplier leaders = () -> team.agreed(() -> 0);
            return new Trainer(
                            recipe.train(),
                            recipe.seed(),
                            Learning.batches(recipe, data),
                            learner,
                            weights,
                            new Nothing(learning),
                            recipe.train().heldOutBatches() > 0 ? Optional.of(leaders) : Optional.empty(),
                            report -> {},
                            team.stop())
                    .train(from);
        }
    }

    /** The leader saves. */
    private record Nothing(Learning learning) implements Trainer.Checkpoints {
        @Override
        public void save(long step, OptionalDouble score) {
            // with the same score as the leader's
        }

        @Override
        public Optional<Map.Entry<Long, Double>> best() {
            return learning.agreedBest(Optional.empty());
        }
    }
}

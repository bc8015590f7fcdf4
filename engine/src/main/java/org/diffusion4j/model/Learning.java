// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.data.Batches;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.ConvolutionAlgorithm;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Objective;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.team.Team;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.train.Learner;
import org.diffusion4j.train.TrainConfig;

/** What a process makes of a recipe to learn it, whether it keeps the run's folder or not. */
record Learning(Recipe recipe, Device device, Team team) {
    /** The recipe with what it leaves to the processor decided, so that a run keeps it. */
    static Recipe decided(Recipe recipe, Device device) {
        boolean isOpen =
                recipe.train().convolution().isEmpty() && !recipe.network().isTiny() && device.is_cpu();
        return isOpen
                ? recipe.withConvolution(
                        ConvolutionAlgorithm.fastest(recipe.train().compute() == Compute.BFLOAT16))
                : recipe;
    }

    static Batches batches(Recipe recipe, DataSource data) {
        return new Batches(
                data,
                recipe.seed(),
                recipe.train().batch(),
                recipe.network().conditioning(),
                recipe.train().draw());
    }

    Network network(ParameterScope p) {
        return recipe.network().create(p, recipe.schedule().steps());
    }

    Objective objective() {
        return recipe.objective()
                .create(recipe.schedule(), recipe.prediction(), recipe.network().conditioning(), device);
    }

    /** The threads of an operator: processes of one machine share its cores. */
    int threads() {
        boolean oneThread = recipe.network().isTiny() || recipe.train().workers() > 1;
        return oneThread ? 1 : Math.max(1, Engine.cores() / team.neighbours());
    }

    /** Processes of one machine share its cores; a GPU has operators one after the other whoever asks. */
    private int workers() {
        return device.is_cpu() ? Math.max(1, recipe.train().workers() / team.neighbours()) : 1;
    }

    Learner learner(Parameters.Built<Network> main) {
        TrainConfig train = recipe.train();
        int workers = workers();
        int share = (train.batch() + team.size() - 1) / team.size();
        int piece = train.microBatch().orElse((share + workers - 1) / workers);
        recipe.network().requireCut(share, Math.min(share, piece), workers);
        return new Learner(
                main,
                this::network,
                objective(),
                train.compute(),
                train.convolution().orElse(ConvolutionAlgorithm.DIRECT),
                piece,
                workers,
                team);
    }

    /** The best state as the leader knows it: patience must end alike in all processes. */
    Optional<Map.Entry<Long, Double>> agreedBest(Optional<Map.Entry<Long, Double>> own) {
        double step = team.agreed(() -> own.map(Map.Entry::getKey).orElse(-1L));
        double score = team.agreed(() -> own.map(Map.Entry::getValue).orElse(0.0));
        return step < 0 ? Optional.empty() : Optional.of(Map.entry((long) step, score));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Batches;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.Network;
import org.diffusion4j.nn.ConvolutionAlgorithm;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.StepDraws;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.team.GradientSum;
import org.diffusion4j.team.Team;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

/** A step that another process did not finish leaves the running means of a normalisation as they were. */
class LostStepTest {
    private static final Recipe RECIPE = Recipe.of(
            "sprites",
            List.of(
                    "network.features=8",
                    "network.norm=micro-batch",
                    "train.batch=4",
                    "train.workers=1",
                    "train.microBatch=2"));

    /** A team of two whose other member has ended. */
    private record Deserted(boolean inTheSumOfStatistics) implements Team {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public int neighbours() {
            return 2;
        }

        @Override
        public GradientSum gradients(Parameters parameters) {
            return GradientSum.OWN;
        }

        @Override
        public void sum(Tensor numbers) {
            if (inTheSumOfStatistics) {
                throw new TeamException("gone");
            }
        }

        @Override
        public void spread(Tensor numbers) {
            throw new IllegalStateException("nothing is spread in a step");
        }

        @Override
        public double agreed(DoubleSupplier leaders) {
            return leaders.getAsDouble();
        }

        @Override
        public void endStep(Tensor loss) {
            throw new TeamException("gone");
        }

        @Override
        public StopSignal stop() {
            return new StopSignal();
        }

        @Override
        public void close() {
            // nobody waits
        }
    }

    private static Network network(ParameterScope p) {
        return RECIPE.network().create(p, RECIPE.schedule().steps());
    }

    private static void assertUnmoved(Team team) {
        Batch batch =
                new Batches(RECIPE.data().create(1), 1, 4, RECIPE.network().conditioning()).at(0);
        try (Parameters.Built<Network> main = Parameters.build(
                        LostStepTest::network,
                        (name, rule, shape) ->
                                rule.draw(RandomStream.of(3, name), Math.toIntExact(Shapes.elements(shape))),
                        Devices.of("cpu"));
                Learner learner = new Learner(
                        main,
                        LostStepTest::network,
                        RECIPE.objective()
                                .create(
                                        RECIPE.schedule(),
                                        RECIPE.prediction(),
                                        RECIPE.network().conditioning(),
                                        Devices.of("cpu")),
                        Compute.FLOAT32,
                        ConvolutionAlgorithm.DIRECT,
                        2,
                        1,
                        team)) {
            float[] before = Tensors.floats(main.parameters().statistics());
            assertThat(before).isNotEmpty();
            assertThatThrownBy(() -> learner.learn(batch, new StepDraws(1, 0))).isInstanceOf(TeamException.class);
            assertThat(Tensors.floats(main.parameters().statistics())).isEqualTo(before);
        }
    }

    @Test
    void whenTheSumOfTheMeansFails() {
        assertUnmoved(new Deserted(true));
    }

    @Test
    void whenTheEndOfTheStepFails() {
        assertUnmoved(new Deserted(false));
    }
}

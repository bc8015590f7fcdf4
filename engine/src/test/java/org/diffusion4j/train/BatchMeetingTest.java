// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Batches;
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
import org.diffusion4j.team.Alone;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network that is normalised by batch, learned by threads that have pieces of it. */
class BatchMeetingTest {
    private static final int ROWS = 10;

    private static final Recipe RECIPE =
            Recipe.of("sprites", List.of("network.features=64", "train.batch=" + ROWS, "data.variants=base"));

    private static Network network(ParameterScope p) {
        return RECIPE.network().create(p, RECIPE.schedule().steps());
    }

    private static Objective objective() {
        return RECIPE.objective()
                .create(RECIPE.schedule(), RECIPE.prediction(), RECIPE.network().conditioning(), Devices.of("cpu"));
    }

    private static Parameters.Built<Network> built() {
        return Parameters.build(
                BatchMeetingTest::network,
                (name, rule, shape) -> rule.draw(RandomStream.of(3, name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"));
    }

    private static Batch batch() {
        return new Batches(RECIPE.data().create(1), 1, ROWS, RECIPE.network().conditioning()).at(0);
    }

    private static Learner learner(
            Parameters.Built<Network> main,
            Objective objective,
            Compute compute,
            ConvolutionAlgorithm convolution,
            int threads) {
        int piece = (ROWS + threads - 1) / threads;
        return new Learner(
                main,
                BatchMeetingTest::network,
                objective,
                compute,
                convolution,
                piece,
                threads,
                new Alone(new StopSignal()));
    }

    /** Gradients, running means and variances, and the count of batches. */
    private static final class Learned {
        private final double loss;
        private final float[] gradients;
        private final float[] statistics;
        private final float batches;

        private Learned(double loss, Parameters parameters) {
            this.loss = loss;
            gradients = Tensors.floats(parameters.gradients());
            statistics = Tensors.floats(parameters.statistics());
            batches = Tensors.floats(parameters.get("down1.model.0.conv1.1.num_batches_tracked"))[0];
        }

        static Learned by(ConvolutionAlgorithm convolution, int threads) {
            return by(Compute.FLOAT32, convolution, threads);
        }

        static Learned by(Compute compute, ConvolutionAlgorithm convolution, int threads) {
            try (Parameters.Built<Network> main = built();
                    Learner learner = learner(main, objective(), compute, convolution, threads)) {
                double loss = Engine.withThreads(1, () -> learner.learn(batch(), new StepDraws(1, 0)));
                return new Learned(loss, main.parameters());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, DIRECT, 2e-4", "3, DIRECT, 2e-4", "2, WINOGRAD, 1e-3"})
    void threadsWithPiecesLearnWhatOneLearnsOfTheWholeBatch(
            int threads, ConvolutionAlgorithm convolution, double share) {
        Learned one = Learned.by(ConvolutionAlgorithm.DIRECT, 1);
        Learned all = Learned.by(convolution, threads);
        assertThat(all.loss).isCloseTo(one.loss, withinPercentage(0.01));
        assertThat(off(all.gradients, one.gradients)).isLessThan(share);
        assertThat(off(all.statistics, one.statistics)).isLessThan(1e-5);
        assertThat(all.batches).isEqualTo(one.batches).isEqualTo(1);
        assertThat(Learned.by(convolution, threads).gradients).as("again").isEqualTo(all.gradients);
    }

    /** Root mean square of the difference, as a share of that of the numbers. */
    private static double off(float[] ours, float[] exact) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < exact.length; i++) {
            difference += Math.pow(ours[i] - exact[i], 2);
            size += Math.pow(exact[i], 2);
        }
        return Math.sqrt(difference / size);
    }

    /** Convolutions round to 8 bits; what is normalised by must not. */
    @Test
    void statisticsAreNotRoundedWithTheConvolutions() {
        Learned one = Learned.by(Compute.BFLOAT16, ConvolutionAlgorithm.WINOGRAD, 1);
        Learned two = Learned.by(Compute.BFLOAT16, ConvolutionAlgorithm.WINOGRAD, 2);
        assertThat(off(two.statistics, one.statistics)).isLessThan(1e-3);
        assertThat(off(two.gradients, one.gradients)).isLessThan(0.1);
    }

    /** Without the meeting each piece would be normalised by itself. */
    @Test
    void theStatisticsArePartOfWhatIsLearned() {
        try (Parameters.Built<Network> main = built();
                Learner pieces = new Learner(main, BatchMeetingTest::network, objective(), Compute.FLOAT32, 5, 1)) {
            pieces.learn(batch(), new StepDraws(1, 0));
            float[] cut = Tensors.floats(main.parameters().gradients());
            assertThat(off(cut, Learned.by(ConvolutionAlgorithm.DIRECT, 1).gradients))
                    .isGreaterThan(0.01);
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aThreadThatFailsIsNotWaitedFor() {
        Objective failing = (network, batch, draws) -> {
            if (batch.firstRow() > 0) {
                throw new IllegalStateException("no more");
            }
            return objective().loss(network, batch, draws);
        };
        try (Parameters.Built<Network> main = built();
                Learner learner = learner(main, failing, Compute.FLOAT32, ConvolutionAlgorithm.DIRECT, 2)) {
            assertThatThrownBy(() -> learner.learn(batch(), new StepDraws(1, 0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no more");
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aThreadThatFailsBeforeTheWayBackIsNotWaitedFor() {
        Objective failing = (network, batch, draws) -> {
            Tensor loss = objective().loss(network, batch, draws);
            if (batch.firstRow() > 0) {
                throw new IllegalStateException("no more");
            }
            return loss;
        };
        try (Parameters.Built<Network> main = built();
                Learner learner = learner(main, failing, Compute.FLOAT32, ConvolutionAlgorithm.DIRECT, 2)) {
            assertThatThrownBy(() -> learner.learn(batch(), new StepDraws(1, 0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no more");
        }
    }
}

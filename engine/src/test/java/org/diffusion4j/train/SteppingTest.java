// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Batches;
import org.diffusion4j.data.Spiral;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.PointMlpConfig;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Denoising;
import org.diffusion4j.objective.Objective;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.NativePointers;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

/** Both ways to make an update, on the processor, where their numbers can be compared. */
class SteppingTest {
    private static final TrainConfig CONFIG = RecipeReader.read(
            TrainConfig.class,
            RecipeSource.ofText(
                    "plan", "{steps: 20, batch: 8, maxGradNorm: 0.3, emaDecay: 0.9, rateSchedule: one-cycle}"));
    private static final PointMlpConfig NETWORK = new PointMlpConfig(8, 4, 3, 25, false);

    /** A run without a folder. */
    private static final class Run implements AutoCloseable {
        private final Parameters.Built<Network> main = Parameters.build(
                Run::plan,
                (name, rule, shape) -> rule.draw(RandomStream.of(1, name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"));
        private final Weights weights = new Weights(main.parameters(), CONFIG);
        private final Learner learner;
        private final Batches data = new Batches(Spiral.of(64, 20, 0.02, 1), 1, 8);

        /** Its loss becomes NaN at step {@code broken}. */
        Run(long broken) {
            Denoising denoising = new Denoising(
                    ScheduleConfig.linear(1e-4, 0.02, 100).create(), Prediction.EPSILON, Devices.of("cpu"));
            Objective objective = (network, batch, draws) -> {
                var loss = denoising.loss(network, batch, draws);
                return draws.step() == broken ? Tensors.times(loss, Double.NaN) : loss;
            };
            learner = new Learner(main, Run::plan, objective, Compute.FLOAT32, 3, 2);
        }

        private static Network plan(ParameterScope p) {
            return NETWORK.create(p, 100);
        }

        float[] values() {
            return Tensors.floats(main.parameters().values());
        }

        float[] average() {
            return Tensors.floats(weights.ema().orElseThrow().average());
        }

        @Override
        public void close() {
            learner.close();
            weights.close();
            main.close();
        }
    }

    private static List<StepReport> steps(Stepping stepping, int count) {
        List<StepReport> reports = new ArrayList<>();
        for (long step = 0; step < count; step++) {
            reports.addAll(stepping.update(step, false));
        }
        reports.addAll(stepping.rest());
        return reports;
    }

    @Test
    void numbersReadLateAreThoseReadAtOnceAndSoAreTheWeights() {
        try (Run early = new Run(-1);
                Run late = new Run(-1);
                Stepping atOnce = Stepping.of(CONFIG, early.data, early.learner, early.weights, 1);
                Stepping later = Stepping.later(CONFIG, late.data, late.learner, late.weights, 1, 4)) {
            List<StepReport> first = steps(atOnce, 10);
            List<StepReport> second = steps(later, 10);

            assertThat(second).hasSize(10);
            for (int i = 0; i < 10; i++) {
                assertThat(second.get(i).step()).isEqualTo(i + 1);
                assertThat(second.get(i).loss()).isCloseTo(first.get(i).loss(), within(1e-6));
                assertThat(second.get(i).gradientNorm()).isCloseTo(first.get(i).gradientNorm(), within(1e-6));
            }
            assertThat(late.values()).usingComparatorWithPrecision(1e-6f).containsExactly(early.values());
            assertThat(late.average()).usingComparatorWithPrecision(1e-6f).containsExactly(early.average());
        }
    }

    @Test
    void numbersAreKeptUntilThereIsNoRoomOrTheyAreAskedFor() {
        try (Run run = new Run(-1);
                Stepping later = Stepping.later(CONFIG, run.data, run.learner, run.weights, 1, 3)) {
            assertThat(later.update(0, false)).isEmpty();
            assertThat(later.update(1, false)).isEmpty();
            assertThat(later.update(2, false)).hasSize(3);
            assertThat(later.update(3, true)).extracting(StepReport::step).containsExactly(4L);
            assertThat(later.rest()).isEmpty();
        }
    }

    @Test
    void aStepThatIsNotFiniteIsFoundLateAndHasChangedNothing() {
        try (Run good = new Run(-1);
                Run bad = new Run(3);
                Stepping goodSteps = Stepping.of(CONFIG, good.data, good.learner, good.weights, 1);
                Stepping later = Stepping.later(CONFIG, bad.data, bad.learner, bad.weights, 1, 8)) {
            steps(goodSteps, 3);
            assertThatThrownBy(() -> steps(later, 8))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageStartingWith("Step 4 gave loss NaN")
                    .hasMessageContaining("the weights are still those of step 3");
            assertThat(bad.values()).usingComparatorWithPrecision(1e-6f).containsExactly(good.values());
            assertThat(bad.average()).usingComparatorWithPrecision(1e-6f).containsExactly(good.average());
        }
    }

    @Test
    void stepsLeaveNoNativePointer() {
        torch.set_num_threads(1);
        try (Run run = new Run(-1);
                Stepping later = Stepping.later(CONFIG, run.data, run.learner, run.weights, 1, 4);
                Stepping atOnce = Stepping.of(CONFIG, run.data, run.learner, run.weights, 1)) {
            steps(later, 8);
            steps(atOnce, 4);
            long before = NativePointers.settled();
            steps(later, 8);
            steps(atOnce, 4);
            // the constants of new learning rates are kept by the process
            assertThat(NativePointers.settled() - before).isLessThan(40);
        }
    }
}

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
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.tensor.NativePointers;
import org.junit.jupiter.api.Test;

/** Both ways to make an update, on the processor, where their numbers can be compared. */
class SteppingTest {
    private static final TrainConfig CONFIG = RecipeReader.read(
            TrainConfig.class,
            RecipeSource.ofText(
                    "plan", "{steps: 20, batch: 8, maxGradNorm: 0.3, emaDecay: 0.9, rateSchedule: one-cycle}"));

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
        try (SmallRun early = SmallRun.points(CONFIG, -1);
                SmallRun late = SmallRun.points(CONFIG, -1);
                Stepping atOnce = early.atOnce(CONFIG);
                Stepping later = late.later(CONFIG, 4)) {
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
        try (SmallRun run = SmallRun.points(CONFIG, -1);
                Stepping later = run.later(CONFIG, 3)) {
            assertThat(later.update(0, false)).isEmpty();
            assertThat(later.update(1, false)).isEmpty();
            assertThat(later.update(2, false)).hasSize(3);
            assertThat(later.update(3, true)).extracting(StepReport::step).containsExactly(4L);
            assertThat(later.rest()).isEmpty();
        }
    }

    @Test
    void aStepThatIsNotFiniteIsFoundLateAndHasChangedNothing() {
        try (SmallRun good = SmallRun.points(CONFIG, -1);
                SmallRun bad = SmallRun.points(CONFIG, 3);
                Stepping goodSteps = good.atOnce(CONFIG);
                Stepping later = bad.later(CONFIG, 8)) {
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
    void statisticsOfTheBatchAreAveragedInBothWays() {
        try (SmallRun early = SmallRun.sprites(CONFIG, -1);
                SmallRun late = SmallRun.sprites(CONFIG, -1);
                Stepping atOnce = early.atOnce(CONFIG);
                Stepping later = late.later(CONFIG, 2)) {
            float[] first = early.averageStatistics();
            steps(atOnce, 3);
            steps(later, 3);
            assertThat(late.average()).usingComparatorWithPrecision(1e-5f).containsExactly(early.average());
            assertThat(late.averageStatistics())
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(early.averageStatistics());
            assertThat(early.averageStatistics()).isNotEqualTo(first).isNotEqualTo(early.statistics());
        }
    }

    @Test
    void averagesOfAStepThatIsNotFiniteAndOfThoseAfterItStayWhatTheyWere() {
        try (SmallRun good = SmallRun.sprites(CONFIG, -1);
                SmallRun bad = SmallRun.sprites(CONFIG, 2);
                Stepping goodSteps = good.atOnce(CONFIG);
                Stepping later = bad.later(CONFIG, 8)) {
            steps(goodSteps, 2);
            assertThatThrownBy(() -> steps(later, 4)).isInstanceOf(DivergedException.class);
            assertThat(bad.statistics()).contains(Float.NaN); // as its forward pass left them
            assertThat(bad.average()).usingComparatorWithPrecision(1e-5f).containsExactly(good.average());
            assertThat(bad.averageStatistics())
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(good.averageStatistics());
        }
    }

    @Test
    void stepsLeaveNoNativePointer() {
        torch.set_num_threads(1);
        try (SmallRun run = SmallRun.points(CONFIG, -1);
                Stepping later = run.later(CONFIG, 4);
                Stepping atOnce = run.atOnce(CONFIG)) {
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

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the loop saves, where the numbers of steps are read late. */
class TrainerTest {
    private static final TrainConfig CONFIG = RecipeReader.read(
            TrainConfig.class, RecipeSource.ofText("plan", "{steps: 20, batch: 8, saveEvery: 4, learningRate: 1e-2}"));

    /** Saved steps and their scores. */
    private final Map<Long, OptionalDouble> saved = new TreeMap<>();

    private final List<Double> losses = new ArrayList<>();

    private void told(StepReport report) {
        losses.add(report.loss());
    }

    @Test
    void theScoreOfAStateSavedOnStopHasTheStepsThatWereNotReadYet() {
        StopSignal stop = new StopSignal();
        try (SmallRun run = SmallRun.points(CONFIG, step -> {
                    if (step == 6) {
                        stop.request();
                    }
                });
                Stepping later = run.later(CONFIG, 64)) {
            Trainer trainer = run.trainer(CONFIG, saved::put, this::told, stop);
            assertThat(trainer.train(0, later)).isEqualTo(7);
        }
        assertThat(losses).hasSize(7);
        assertThat(saved).containsOnlyKeys(4L, 7L);
        assertScore(4, losses.subList(0, 4));
        assertScore(7, losses.subList(4, 7));
    }

    /** The same weights and the same items would give the same loss again. */
    @Test
    void theWeightsOfADivergedStepAreNotSavedAndTheSentenceSaysWhereResumingBegins() {
        try (SmallRun run = SmallRun.points(CONFIG, 6);
                Stepping later = run.later(CONFIG, 3)) {
            Trainer trainer = run.trainer(CONFIG, saved::put, this::told, new StopSignal());
            assertThatThrownBy(() -> trainer.train(0, later))
                    .isInstanceOf(DivergedException.class)
                    .hasMessage(
                            "Step 7 gave loss NaN and gradient norm NaN, which are not finite; the weights are still those of step 6. Usual causes: a learning rate that is too large, data with NaN, a damaged starting point. Resuming goes back to step 4, the last that was saved. Resume with a lower --set train.learningRate.");
        }
        assertThat(saved).containsOnlyKeys(4L);
    }

    /** The state saved when a team breaks has the steps that were not read yet, and is none if one was not finite. */
    @ParameterizedTest
    @CsvSource({"-1, true", "5, false"})
    void aBrokenTeamCostsNoStepThatWasGood(long broken, boolean isSaved) {
        try (SmallRun run = SmallRun.points(CONFIG, broken, 7);
                Stepping later = run.later(CONFIG, 64)) {
            Trainer trainer = run.trainer(CONFIG, saved::put, this::told, new StopSignal());
            assertThatThrownBy(() -> trainer.train(0, later)).isInstanceOf(TeamException.class);
        }
        if (isSaved) {
            assertThat(saved).containsOnlyKeys(4L, 7L);
            assertScore(7, losses.subList(4, 7));
        } else {
            assertThat(saved).containsOnlyKeys(4L);
        }
    }

    private void assertScore(long step, List<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        assertThat(saved)
                .hasEntrySatisfying(
                        step, score -> assertThat(score.orElseThrow()).isCloseTo(mean, within(1e-12)));
    }
}

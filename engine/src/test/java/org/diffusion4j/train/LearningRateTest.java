// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
    @Test
    void aConstantRateIsTheSameForEverAndLeavesBeta1Alone() {
        LearningRate rate = new LearningRate.Constant(1e-3);
        assertThat(rate.rate(0)).isEqualTo(1e-3);
        assertThat(rate.rate(1_000_000)).isEqualTo(1e-3);
        assertThat(rate.beta1(17, 0.9)).isEqualTo(0.9);
    }

    @Test
    void theCosineRisesStraightAndFallsToZero() {
        LearningRate rate = new LearningRate.Warmed(0.8, 4, new LearningRate.Cosine(0.8, 8));
        assertThat(rate.rate(0)).isZero();
        assertThat(rate.rate(3)).isEqualTo(0.6, within(1e-15));
        assertThat(rate.rate(4)).isEqualTo(0.8, within(1e-15)); // progress 0
        assertThat(rate.rate(6)).isEqualTo(0.4 * (1 + Math.sqrt(0.5)), within(1e-15)); // a quarter
        assertThat(rate.rate(8)).isEqualTo(0.4, within(1e-15)); // half
        assertThat(rate.rate(12)).isEqualTo(0, within(1e-15));
    }

    @Test
    void aWarmUpFromZeroComesBeforeAnyOtherRate() {
        LearningRate rate = new LearningRate.Warmed(1, 4, new LearningRate.Polynomial(1, 0, 1, 8));
        assertThat(rate.rate(0)).isZero();
        assertThat(rate.rate(1)).isEqualTo(0.25);
        assertThat(rate.rate(4)).isEqualTo(1);
        assertThat(rate.rate(8)).isEqualTo(0.5);
        assertThat(rate.rate(12)).isZero();
        assertThat(rate.rate(99)).isZero();
    }

    @Test
    void thePolynomialEndsAtItsEnd() {
        LearningRate rate = new LearningRate.Polynomial(1.1, 0.1, 2, 10);
        assertThat(rate.rate(0)).isEqualTo(1.1, within(1e-15));
        assertThat(rate.rate(5)).isEqualTo(0.35, within(1e-15)); // a quarter of 1, and 0.1
        assertThat(rate.rate(10)).isEqualTo(0.1, within(1e-15));
    }

    @Test
    void restartsAreHalfCosinesOneAfterTheOther() {
        LearningRate rate = new LearningRate.Restarts(1, 2, 16);
        assertThat(rate.rate(0)).isEqualTo(1, within(1e-15));
        assertThat(rate.rate(4)).isEqualTo(0.5, within(1e-15));
        assertThat(rate.rate(8)).isEqualTo(1, within(1e-15));
        assertThat(rate.rate(12)).isEqualTo(0.5, within(1e-15));
        assertThat(rate.rate(16)).isZero();
    }

    @Test
    void oneCycleTurnsWhereItIsTold() {
        LearningRate rate = new LearningRate.OneCycle(1, 20, 0.5, 10, 100, 0.8, 0.9);
        assertThat(rate.rate(0)).isEqualTo(0.1, within(1e-15));
        assertThat(rate.rate(9)).isEqualTo(1, within(1e-15)); // 0.5 · 20 − 1
        assertThat(rate.beta1(9, 0.7)).isEqualTo(0.8, within(1e-15));
        assertThat(rate.rate(19)).isEqualTo(0.001, within(1e-15));
        assertThat(rate.beta1(19, 0.7)).isEqualTo(0.9, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.rateSchedule=cosine     | 0.5",
                "train.rateSchedule=straight   | 0.5",
                "train.rateSchedule=restarts   | 0.5",
                "train.rateSchedule=polynomial | 0.5",
                "train.rateSchedule=constant   | 1"
            })
    void aRecipeNamesTheRateAndItsWarmUp(String override, double half) {
        TrainConfig config = RecipeReader.read(
                TrainConfig.class,
                RecipeSource.ofText("rates", "{steps: 24, warmup: 4, learningRate: 1}"),
                List.of(override.substring("train.".length())));
        assertThat(config.rate(1).rate(0)).isZero();
        assertThat(config.rate(1).rate(2)).isEqualTo(0.5);
        assertThat(config.rate(1).rate(4)).isEqualTo(1, within(1e-12));
        assertThat(config.rate(1).rate(14)).isEqualTo(half, within(1e-6));
    }

    @Test
    void theLinearRateFallsOnceAnEpoch() {
        LearningRate rate = new LearningRate.LinearPerEpoch(1, 10, 4);
        assertThat(rate.rate(0)).isEqualTo(1);
        assertThat(rate.rate(9)).isEqualTo(1);
        assertThat(rate.rate(10)).isEqualTo(0.75);
        assertThat(rate.rate(39)).isEqualTo(0.25);
        assertThat(rate.rate(40)).isZero();
        assertThat(rate.rate(400)).isZero();
    }

    @Test
    void roundsFallByAFactorDownToTheFloor() {
        LearningRate rate = new LearningRate.Rounds(1, 0.5, 0.2, 3);
        assertThat(rate.rate(0)).isEqualTo(1);
        assertThat(rate.rate(2)).isEqualTo(1);
        assertThat(rate.rate(3)).isEqualTo(0.5);
        assertThat(rate.rate(6)).isEqualTo(0.25);
        assertThat(rate.rate(9)).isEqualTo(0.2);
        assertThat(rate.rate(1_000_000)).isEqualTo(0.2);
    }

    @Test
    void oneCycleRisesFor30PercentAndFallsAlongCosines() {
        LearningRate rate = new LearningRate.OneCycle(1, 100);
        assertThat(rate.rate(0)).isEqualTo(0.04, within(1e-15));
        assertThat(rate.beta1(0, 0.9)).isEqualTo(0.95, within(1e-15));
        assertThat(rate.rate(29)).isEqualTo(1, within(1e-15)); // the turn, 0.3 · 100 − 1
        assertThat(rate.beta1(29, 0.9)).isEqualTo(0.85, within(1e-15));
        assertThat(rate.rate(64)).isEqualTo((1 + 4e-6) / 2, within(1e-12)); // half of the way from 29 to 99
        assertThat(rate.beta1(64, 0.9)).isEqualTo(0.9, within(1e-12));
        assertThat(rate.rate(99)).isEqualTo(4e-6, within(1e-15));
        assertThat(rate.beta1(99, 0.9)).isEqualTo(0.95, within(1e-15));
        assertThat(rate.rate(1000)).isEqualTo(rate.rate(99));
        double tenth = 1 + (0.04 - 1) * (1 + Math.cos(Math.PI * 10 / 29)) / 2;
        assertThat(rate.rate(10)).isEqualTo(tenth, within(1e-15));
    }

    @Test
    void valuesOutOfRangeAreRefusedInASentence() {
        assertThatThrownBy(() -> new LearningRate.Constant(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("learningRate must be above 0 but was 0.0. The usual values are 1e-4 to 1e-3.");
        assertThatThrownBy(() -> new LearningRate.OneCycle(Double.NaN, 10)).hasMessageContaining("but was NaN");
        assertThatThrownBy(() -> new LearningRate.OneCycle(1, 0))
                .hasMessage(
                        "a learning-rate schedule needs at least 1 step but was given 0. Set train.steps to 1 or more.");
        assertThatThrownBy(() -> new LearningRate.Cosine(1, 0))
                .hasMessage(
                        "a learning-rate schedule needs at least 1 step but was given 0. Set train.steps to 1 or more.");
        assertThatThrownBy(() -> new LearningRate.Rounds(1, 1.5, 0, 10))
                .hasMessage("factor must lie in (0, 1] but was 1.5. The usual value is 0.9.");
    }
}

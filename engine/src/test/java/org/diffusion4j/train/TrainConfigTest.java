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
import org.junit.jupiter.params.provider.ValueSource;

class TrainConfigTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            steps=0           | steps must be at least 1 but was 0. Give a larger number.
            batch=0           | batch must be at least 1 but was 0. Give a larger number.
            microBatch=0      | microBatch must be at least 1 but was 0. Give a larger number.
            workers=0         | workers must lie in 1 to 64 (one item of the batch for each) but was 0. The number of cores is usual.
            workers=65        | workers must lie in 1 to 64 (one item of the batch for each) but was 65. The number of cores is usual.
            learningRate=0    | learningRate must be above 0 but was 0.0. The usual values are 1e-4 to 1e-3.
            warmup=20000      | warmup must lie in 0 to 19999 (below steps) but was 20000. A twentieth of the steps is usual.
            warmup=-1         | warmup must lie in 0 to 19999 (below steps) but was -1. A twentieth of the steps is usual.
            maxGradNorm=0     | maxGradNorm must be above 0 but was 0.0. 1 is usual; leave it out for no clipping.
            emaHalfLife=0     | emaHalfLife must be above 0 and stands in place of emaDecay, but was 0.0 with emaDecay absent. 500000 is usual; give one of the two.
            emaDecay=1        | emaDecay must lie in [0, 1) but was 1.0. The usual value is 0.999; leave it out for no average.
            saveEvery=0       | saveEvery must be at least 1 but was 0. Give a larger number.
            keep=1            | keep must be at least 2 but was 1. Give a larger number.
            """)
    void aValueOutsideItsRangeIsRefusedWithASentence(String override, String sentence) {
        assertThatThrownBy(() -> config(override))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "rounds", "one-cycle"})
    void aWarmUpThatNothingReadsIsRefused(String schedule) {
        assertThatThrownBy(() -> config("warmup=10", "rateSchedule=" + schedule))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "warmup was 10, and the rate schedules linear, rounds and one-cycle have none. Leave it out, or use constant, cosine, straight, restarts or polynomial.");
        assertThat(config("rateSchedule=" + schedule).warmup()).isZero();
    }

    /** The averages of the diffusers library: the first update copies, then j counts those after it. */
    @Test
    void theCurveOfTheAverageIsARecipes() {
        EmaDecay power = decay(
                "emaDecay=0.999",
                "emaWarmup=0.5",
                "emaCurve.inverseGamma=10",
                "emaCurve.least=0.1",
                "emaCurve.after=100");
        assertThat(power.at(100)).isZero();
        assertThat(power.at(101)).isEqualTo(0.1); // 1 - 1.1^-0.5 is less
        assertThat(power.at(130)).isCloseTo(0.5, within(1e-12)); // 1 - 4^-0.5
        assertThat(power.at(100_000_000)).isEqualTo(0.999);
        EmaDecay counting = decay("emaDecay=0.9999", "emaCurve.counting=true", "emaCurve.after=2");
        assertThat(counting.at(2)).isZero();
        assertThat(counting.at(3)).isCloseTo(2 / 11.0, within(1e-12));
        assertThat(decay("emaDecay=0.9", "emaWarmup=0.75").at(7)).isCloseTo(1 - Math.pow(8, -0.75), within(1e-12));
        assertThat(decay("emaDecay=0.9").at(0)).isEqualTo(0.9);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            emaCurve.inverseGamma=0                                     | the curve of the average was given inverseGamma 0.0, least 0.0 and after 0; inverseGamma must be above 0, least lie in [0, 1), after be 0 or more. Usual are 1, 0 and 0.
            emaCurve.counting=true                                      | emaCurve.counting needs emaDecay and has neither emaWarmup nor inverseGamma, but emaDecay is absent, emaWarmup absent, inverseGamma 1.0. Leave out counting, or the others.
            emaCurve.counting=true emaDecay=0.9 emaWarmup=0.75          | emaDecay is 0.9, emaWarmup 0.75, inverseGamma 1.0. Leave out counting, or the others.
            emaDecay=0.9 emaCurve.after=5                               | emaCurve was given inverseGamma 1.0, least 0.0 and after 5, and without emaWarmup or emaCurve.counting nothing reads them. Give one of the two, or leave them out.
            emaDecay=0.9 emaWarmup=0.75 emaCurve.least=0.95             | emaCurve.least must lie in 0 to emaDecay, which is 0.9, but was 0.95. 0 is usual.
            """)
    void aCurveThatContradictsItselfIsRefused(String overrides, String sentence) {
        assertThatThrownBy(() -> config(overrides.split(" ")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
    }

    private static EmaDecay decay(String... overrides) {
        return config(overrides).averageDecay().orElseThrow();
    }

    @Test
    void withoutAMicroBatchEachWorkerHasOnePiece() {
        assertThat(config("workers=1").pieceSize()).isEqualTo(64);
        assertThat(config("workers=2").pieceSize()).isEqualTo(32);
        assertThat(config("workers=3").pieceSize()).isEqualTo(22);
        assertThat(config("workers=2", "microBatch=8").pieceSize()).isEqualTo(8);
    }

    /** Karras et al. 2022, appendix F.1: never more than a twentieth of what was seen. */
    @Test
    void theHalfLifeOfTheAverageRisesWithTheItemsSeen() {
        TrainConfig config = config("batch=512", "emaHalfLife=500000");
        EmaDecay decay = config.averageDecay().orElseThrow();
        assertThat(decay.at(0)).isCloseTo(Math.pow(0.5, 512 / (0.05 * 512)), within(1e-12));
        assertThat(decay.at(100_000)).isCloseTo(Math.pow(0.5, 512 / 500_000.0), within(1e-12));
    }

    private static TrainConfig config(String... overrides) {
        return RecipeReader.read(TrainConfig.class, RecipeSource.ofText("train", "{}"), List.of(overrides));
    }
}

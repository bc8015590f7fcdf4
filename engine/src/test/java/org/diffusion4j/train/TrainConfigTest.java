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

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageStepsTest {
    @ParameterizedTest
    @EnumSource(
            value = Subject.class,
            names = {"SPRITES", "BLEND", "CLASSES", "UNET2D"})
    void everySystemHasSamplingStepsThatTakeTime(Subject subject) {
        try (ImageSteps steps = ImageSteps.of(subject, 1)) {
            assertThat(steps.window()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Subject.class,
            names = {"SPRITES", "BLEND", "CLASSES"})
    void trainingStepsAreThoseOfTheRecipe(Subject subject) {
        try (TrainingSteps training =
                new TrainingSteps(subject, "train.batch=2", "train.microBatch=2", "train.workers=1")) {
            assertThat(training.recipe().train().batch()).isEqualTo(2);
            assertThat(training.steps(2)).hasSize(2).doesNotContain(0);
        }
    }

    @Test
    void trainingStepsOfMatAreThoseOfItsRecipe() {
        try (MatTraining training = new MatTraining("mat-32", "train.batch=2", "discriminator.group=2")) {
            assertThat(training.recipe().train().batch()).isEqualTo(2);
            assertThat(training.window(2)).isPositive();
            assertThat(training.window(1)).isPositive();
        }
    }

    @Test
    void aTrainingStepOfMatHasFourPassesOfTheGeneratorAndEightOfTheDiscriminator() {
        MatTraining.Size size = new MatTraining.Size("any", 10, 1);
        // 4 · 10 + 8 · 1, and 6 · 1 in every sixteenth step
        assertThat(size.gigaflop(2, 16)).isEqualTo(2 * (40 + 8 + 6.0 / 16));
    }

    @Test
    void theSizesAreThoseOfTheProgramsThatAreComparedWith() {
        assertThat(Subject.SPRITES.trainBatch()).contains(100);
        assertThat(Subject.BLEND.trainBatch()).contains(128);
        assertThat(Subject.CLASSES.trainBatch()).contains(128);
        assertThat(Subject.UNET2D.trainBatch()).isEmpty();
        assertThat(Subject.UNET2D.sampleBatches()).containsExactly(1, 16);
    }
}

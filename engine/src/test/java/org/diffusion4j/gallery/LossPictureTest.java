// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.junit.jupiter.api.Test;

class LossPictureTest {
    private static double[] steps(int n) {
        double[] steps = new double[n];
        Arrays.setAll(steps, i -> i + 1);
        return steps;
    }

    /** Falling from 2 to 1, alternately a half above and below. */
    private static double[] losses(int n) {
        double[] losses = new double[n];
        Arrays.setAll(losses, i -> (2 - (double) i / n) * (i % 2 == 0 ? 1.5 : 0.5));
        return losses;
    }

    private static long orange(BufferedImage picture) {
        long found = 0;
        for (int c : picture.getRGB(0, 120, 1600, 780, null, 0, 1600)) {
            found += (c >> 16 & 255) - (c & 255) > 150 ? 1 : 0;
        }
        return found;
    }

    @Test
    void theRunningMeanIsDrawnOverTheBatchesOnBothKindsOfAxes() {
        BufferedImage linear = LossPicture.draw("Loss", steps(1000), losses(1000), false);
        BufferedImage logarithmic = LossPicture.draw("Loss", steps(1000), losses(1000), true);
        assertThat(linear.getWidth()).isEqualTo(1600);
        assertThat(linear.getHeight()).isEqualTo(900);
        assertThat(orange(linear)).isGreaterThan(3000);
        assertThat(orange(logarithmic)).isGreaterThan(3000);
        assertThat(linear.getRGB(0, 0, 1600, 900, null, 0, 1600))
                .isNotEqualTo(logarithmic.getRGB(0, 0, 1600, 900, null, 0, 1600));
    }

    @Test
    void aShortRunHasNoRunningMean() {
        assertThat(orange(LossPicture.draw("Loss", steps(99), losses(99), false)))
                .isZero();
    }

    @Test
    void theWindowIsAFiftiethOfTheRecordsUpToAThousand() {
        assertThat(LossPicture.window(1)).isEqualTo(1);
        assertThat(LossPicture.window(99)).isEqualTo(1);
        assertThat(LossPicture.window(20_000)).isEqualTo(400);
        assertThat(LossPicture.window(400_000)).isEqualTo(1000);
    }

    @Test
    void theRunningMeanSkipsWhatIsNotFinite() {
        double nan = Double.NaN;
        double[] losses = {2, 4, nan, 6, Double.POSITIVE_INFINITY, nan, nan, 1};
        assertThat(LossPicture.runningMean(losses, 2)).containsExactly(nan, 3, 4, 6, 6, nan, nan, 1);
    }

    @Test
    void whereAnEpochIsOneRecordTheRunningMeanIsDrawn() {
        BufferedImage epochs = LossPicture.byEpoch("Loss", steps(200), losses(200), 1, false);
        BufferedImage plain = LossPicture.draw("Loss", steps(200), losses(200), false);
        assertThat(epochs.getRGB(0, 0, 1600, 900, null, 0, 1600))
                .isEqualTo(plain.getRGB(0, 0, 1600, 900, null, 0, 1600));
    }

    @Test
    void theMeanOfEachEpochIsDrawnOverTheBatches() {
        BufferedImage epochs = LossPicture.byEpoch("Loss", steps(90), losses(90), 10, false);
        assertThat(orange(epochs)).isGreaterThan(3000);
        assertThat(orange(LossPicture.byEpoch("Loss", steps(90), losses(90), 10, true)))
                .isGreaterThan(3000);
        assertThat(orange(LossPicture.byEpoch("Loss", steps(90), losses(90), 90, false)))
                .as("one epoch is no curve")
                .isZero();
        assertThatThrownBy(() -> LossPicture.byEpoch("Loss", new double[2], new double[3], 1, false))
                .isInstanceOf(ShapeException.class)
                .hasMessage("2 steps and 3 losses were given for a loss curve. Pass one loss a step.");
    }

    @Test
    void unequalNumbersAreRefusedInASentenceAndSoIsALossWithNothingToShow() {
        assertThatThrownBy(() -> LossPicture.draw("Loss", new double[2], new double[3], false))
                .isInstanceOf(ShapeException.class)
                .hasMessage("2 steps and 3 losses were given for a loss curve. Pass one loss a step.");
        assertThatThrownBy(() -> LossPicture.draw("Loss", steps(1), new double[] {Double.NaN}, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no point to show");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.EngineException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
    /** Seven and five rows of three, and what numpy makes of them. */
    static final Features SEVEN = Features.of(
            3, -0.8f, -1.32f, -0.25f, 0.42f, 1.14f, 0.11f, -0.55f, -0.78f, 0.75f, 1.63f, 0.27f, -1.23f, -0.96f, 1.6f,
            0.2f, -1.73f, -0.08f, -1.16f, -0.63f, -0.49f, -0.71f);

    static final Features FIVE = Features.of(
            3, 1.12f, 0.32f, -0.37f, 0.93f, 1.48f, -1.74f, 0.07f, -0.87f, 0.17f, -1.28f, 0.43f, 0.35f, 0.0f, -0.96f,
            -0.12f);

    @Test
    void rowsGiveTheStoredNumber() {
        assertThat(FrechetDistance.between(SEVEN, FIVE)).isCloseTo(0.7069744622036005, within(1e-6));
        assertThat(FrechetDistance.between(FIVE, SEVEN)).isCloseTo(0.7069744622036005, within(1e-6));
    }

    @Test
    void distributionsOfIndependentFeaturesHaveTheClosedForm() {
        int n = 12;
        double[] meanA = new double[n];
        double[] meanB = new double[n];
        double[][] a = new double[n][n];
        double[][] b = new double[n][n];
        double expected = 0;
        for (int i = 0; i < n; i++) {
            meanA[i] = i;
            meanB[i] = 0.5 * i - 1;
            a[i][i] = i * i; // the first has no spread in one direction
            b[i][i] = (i + 2) * (i + 2);
            expected += (meanA[i] - meanB[i]) * (meanA[i] - meanB[i]) + 4;
        }

        assertThat(FrechetDistance.between(Gaussian.of(meanA, a), Gaussian.of(meanB, b)))
                .isCloseTo(expected, within(1e-9));
    }

    @Test
    void turningTheSpaceChangesNothing() {
        int n = 24;
        double[][] turn = orthogonal(n);
        double[][] a = new double[n][n];
        double[][] b = new double[n][n];
        double expected = 0;
        for (int k = 0; k < n; k++) {
            double spreadA = Math.pow(10, -k / 4.0);
            double spreadB = Math.pow(10, -(n - k) / 4.0);
            expected += (spreadA - spreadB) * (spreadA - spreadB);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a[i][j] += turn[k][i] * turn[k][j] * spreadA * spreadA;
                    b[i][j] += turn[k][i] * turn[k][j] * spreadB * spreadB;
                }
            }
        }

        assertThat(FrechetDistance.between(Gaussian.of(new double[n], a), Gaussian.of(new double[n], b)))
                .isCloseTo(expected, within(1e-6));
    }

    @Test
    void aSetIsAtNoDistanceFromItselfHoweverFewRowsItHas() {
        Features few = normal("few", 10, 64);

        assertThat(FrechetDistance.between(few, few)).isCloseTo(0, within(1e-5));
    }

    @Test
    void samplesOfOneDistributionComeNearTheirTrueDistance() {
        Features a = normal("a", 4000, 8);
        float[] moved = new float[4000 * 8];
        RandomStream.of(1, "b").fillNormal(moved, 0, moved.length);
        for (int i = 0; i < moved.length; i++) {
            moved[i] = 2 * moved[i] + 1;
        }

        assertThat(FrechetDistance.between(a, Features.of(8, moved))).isCloseTo(16, within(0.7));
    }

    @Test
    void aStopIsHeard() {
        StopSignal stop = new StopSignal();
        assertThat(FrechetDistance.between(SEVEN, FIVE, stop)).isEqualTo(FrechetDistance.between(SEVEN, FIVE));
        stop.request();
        assertThatThrownBy(() -> FrechetDistance.between(SEVEN, FIVE, stop))
                .isInstanceOf(CancelledException.class)
                .hasMessage("Measuring was stopped while a Fréchet distance was computed. Nothing was written.");
    }

    @Test
    void setsThatCannotBeComparedAreRefused() {
        assertThatThrownBy(() -> FrechetDistance.between(SEVEN, normal("x", 4, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "feature vectors of 3 and of 2 numbers cannot be compared. Take both from one feature network.");
        assertThatThrownBy(() -> Features.of(2, 1, 2, 3))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "3 numbers were given as feature vectors of 2; there must be whole vectors, at least one. Give all features of every picture.");
        assertThatThrownBy(() -> Features.of(2, 1, 2, Float.NaN, 4))
                .isInstanceOf(EngineException.class)
                .hasMessage(
                        "feature 0 of row 1 is NaN, and features must be finite. Check the pictures, or use another feature network.");
        assertThatThrownBy(() -> Gaussian.of(new double[2], new double[2][1]))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "a mean of 2 numbers needs a covariance of 2 rows of 2. Give at least one number and a square matrix.");
    }

    static Features normal(String name, int count, int size) {
        float[] values = new float[count * size];
        RandomStream.of(1, name).fillNormal(values, 0, values.length);
        return Features.of(size, values);
    }

    /** Rows of length 1 at right angles. */
    private static double[][] orthogonal(int n) {
        double[][] rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            RandomStream.of(3, "turn", i).fillNormal(rows[i], 0, n);
            for (int before = 0; before < 2 * i; before++) { // twice, for the rounding
                double[] other = rows[before % i];
                double share = 0;
                for (int k = 0; k < n; k++) {
                    share += rows[i][k] * other[k];
                }
                for (int k = 0; k < n; k++) {
                    rows[i][k] -= share * other[k];
                }
            }
            double length = 0;
            for (double x : rows[i]) {
                length += x * x;
            }
            for (int k = 0; k < n; k++) {
                rows[i][k] /= Math.sqrt(length);
            }
        }
        return rows;
    }
}

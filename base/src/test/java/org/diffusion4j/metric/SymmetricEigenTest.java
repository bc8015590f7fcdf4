// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {
    @Test
    void aMatrixIsTheSumOfItsParts() {
        for (int n : new int[] {1, 2, 3, 17, 60}) {
            requireParts(random(n, n));
        }
    }

    @Test
    void matricesOfLowRankAndOfZerosComeApartToo() {
        requireParts(random(40, 3));
        requireParts(new double[5][5]);
        double[][] equal = new double[6][6];
        IntStream.range(0, 6).forEach(i -> equal[i][i] = 2);
        requireParts(equal);
    }

    @Test
    void twoByTwoHasTheKnownValues() {
        SymmetricEigen eigen = SymmetricEigen.of(new double[][] {{2, 1}, {1, 2}});

        assertThat(Math.min(eigen.value(0), eigen.value(1))).isCloseTo(1, within(1e-14));
        assertThat(eigen.norm()).isCloseTo(3, within(1e-14));
    }

    @Test
    void itCanBeEndedBetweenAnyTwoColumnsAndSweeps() {
        int n = 12;
        AtomicInteger calls = new AtomicInteger();
        SymmetricEigen.of(random(n, n), calls::incrementAndGet);
        int all = calls.get();
        assertThat(all).isGreaterThanOrEqualTo(2 * (n - 2) + n - 1); // columns there and back, a sweep for each value
        for (int last = 1; last <= all; last++) {
            calls.set(last);
            assertThatThrownBy(() -> SymmetricEigen.of(random(n, n), () -> {
                        if (calls.decrementAndGet() == 0) {
                            throw new CancelledException("stopped");
                        }
                    }))
                    .isInstanceOf(CancelledException.class);
            assertThat(calls).hasValue(0);
        }
    }

    private static void requireParts(double[][] matrix) {
        int n = matrix.length;
        double[][] destroyed =
                IntStream.range(0, n).mapToObj(i -> matrix[i].clone()).toArray(double[][]::new);
        SymmetricEigen eigen = SymmetricEigen.of(destroyed);
        double allowed = 1e-13 * n * Math.max(1e-300, eigen.norm());
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                double angle = 0;
                for (int k = 0; k < n; k++) {
                    sum += eigen.value(k) * eigen.vector(k)[i] * eigen.vector(k)[j];
                    angle += eigen.vector(i)[k] * eigen.vector(j)[k];
                }
                assertThat(sum).isCloseTo(matrix[i][j], within(allowed));
                assertThat(angle).isCloseTo(i == j ? 1 : 0, within(1e-12));
            }
        }
    }

    /** A sum of {@code rank} random squares. */
    private static double[][] random(int n, int rank) {
        double[][] matrix = new double[n][n];
        double[] v = new double[n];
        for (int r = 0; r < rank; r++) {
            RandomStream.of(7, "square", n, r).fillNormal(v, 0, n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    matrix[i][j] += v[i] * v[j] * (r % 2 == 0 ? 1 : -1);
                }
            }
        }
        return matrix;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

/**
 * The numbers of one step of {@link UniPc}: R ρ = b (Zhao et al. 2023, eq. 5), with row q of R the ratios to the power
 * q − 1, and b_q = q! φ_(q+1)(h) / B(h) after division by h.
 */
final class UniPcWeights {
    private final double h;
    private final double b;
    private final double target;
    private final double[] ratios;

    /** {@code h} is the step in λ, negated where the clean sample is predicted; the last ratio is 1. */
    UniPcWeights(double h, UniPc.Scaling scaling, double target, double[] ratios) {
        this.h = h;
        this.b = scaling == UniPc.Scaling.BH1 ? h : Math.expm1(h);
        this.target = target;
        this.ratios = ratios;
    }

    double phi1() {
        return Math.expm1(h);
    }

    /** What differences are multiplied by, after ρ. */
    double scale() {
        return target * b;
    }

    /** The place of an earlier output, in steps. */
    double ratio(int k) {
        return ratios[k];
    }

    /** ρ of the first n equations in the first n ratios. */
    double[] solve(int n) {
        double[][] rows = new double[n][n + 1];
        double g = phi1() / h - 1;
        double factorial = 1;
        for (int q = 1; q <= n; q++) {
            factorial *= q;
            for (int k = 0; k < n; k++) {
                rows[q - 1][k] = Math.pow(ratios[k], q - 1);
            }
            rows[q - 1][n] = g * factorial / b;
            g = g / h - 1 / (factorial * (q + 1));
        }
        return eliminated(rows);
    }

    /** Gauss's elimination with pivots; the last column is the right side. */
    private static double[] eliminated(double[][] rows) {
        int n = rows.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int r = column + 1; r < n; r++) {
                if (Math.abs(rows[r][column]) > Math.abs(rows[pivot][column])) {
                    pivot = r;
                }
            }
            double[] swapped = rows[column];
            rows[column] = rows[pivot];
            rows[pivot] = swapped;
            for (int r = column + 1; r < n; r++) {
                double factor = rows[r][column] / rows[column][column];
                for (int k = column; k <= n; k++) {
                    rows[r][k] -= factor * rows[column][k];
                }
            }
        }
        double[] solution = new double[n];
        for (int r = n - 1; r >= 0; r--) {
            double rest = rows[r][n];
            for (int k = r + 1; k < n; k++) {
                rest -= rows[r][k] * solution[k];
            }
            solution[r] = rest / rows[r][r];
        }
        return solution;
    }
}

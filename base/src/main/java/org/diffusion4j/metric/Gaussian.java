// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import org.diffusion4j.error.ShapeException;

/** A normal distribution by its mean and covariance; unchangeable. */
public final class Gaussian {
    private final double[] mean;
    private final double[][] covariance;

    private Gaussian(double[] mean, double[][] covariance) {
        this.mean = mean;
        this.covariance = covariance;
    }

    /**
     * The distribution with this mean and covariance, copied.
     *
     * @param mean (n), at least one number
     * @param covariance (n, n), symmetric; the lower triangle counts
     * @throws ShapeException if they do not fit together
     */
    public static Gaussian of(double[] mean, double[][] covariance) {
        int n = mean.length;
        boolean isSquare = covariance.length == n && n > 0;
        double[][] copy = new double[n][n];
        for (int i = 0; i < n && isSquare; i++) {
            isSquare = covariance[i].length == n;
            for (int j = 0; j <= i && isSquare; j++) {
                copy[i][j] = covariance[i][j];
                copy[j][i] = covariance[i][j];
            }
        }
        if (!isSquare) {
            throw new ShapeException(
                    "a mean of %d numbers needs a covariance of %d rows of %d. Give at least one number and a square matrix."
                            .formatted(n, n, n));
        }
        return new Gaussian(mean.clone(), copy);
    }

    /** Mean and covariance of the rows, the covariance divided by their number. */
    public static Gaussian of(Features rows) {
        int n = rows.size();
        double[] mean = new double[n];
        for (int row = 0; row < rows.count(); row++) {
            for (int i = 0; i < n; i++) {
                mean[i] += rows.at(row, i) / rows.count();
            }
        }
        double[][] covariance = new double[n][n];
        double[] centred = new double[n];
        for (int row = 0; row < rows.count(); row++) {
            for (int i = 0; i < n; i++) {
                centred[i] = rows.at(row, i) - mean[i];
            }
            for (int i = 0; i < n; i++) {
                double[] line = covariance[i];
                double share = centred[i] / rows.count();
                for (int j = 0; j <= i; j++) {
                    line[j] += share * centred[j];
                }
            }
        }
        return of(mean, covariance);
    }

    /** Numbers of the mean. */
    public int size() {
        return mean.length;
    }

    double mean(int i) {
        return mean[i];
    }

    double[] covariance(int i) {
        return covariance[i];
    }

    double[][] covarianceCopy() {
        double[][] copy = new double[size()][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = covariance[i].clone();
        }
        return copy;
    }
}

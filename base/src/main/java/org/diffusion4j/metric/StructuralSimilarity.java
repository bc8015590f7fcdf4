// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Picture;

/**
 * How alike the structures of two pictures are, at most 1 (Wang et al. 2004): local means, variances and covariance under
 * a Gaussian window of 11 × 11 pixels with σ = 1.5, where the window lies wholly in the picture; the mean over channels.
 */
public final class StructuralSimilarity {
    private static final int WINDOW = 11;
    private static final double SIGMA = 1.5;
    private static final double C1 = 0.01 * 255 * 0.01 * 255;
    private static final double C2 = 0.03 * 255 * 0.03 * 255;
    private static final double[] WEIGHTS = weights();

    private StructuralSimilarity() {}

    private static double[] weights() {
        double[] weights = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            double d = i - WINDOW / 2;
            weights[i] = Math.exp(-d * d / (2 * SIGMA * SIGMA));
            sum += weights[i];
        }
        for (int i = 0; i < WINDOW; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /**
     * The similarity of two pictures.
     *
     * @throws ShapeException if their sizes differ or are smaller than the window
     */
    public static double of(Picture a, Picture b) {
        PictureDistance.requireSameShape(a, b);
        if (a.width() < WINDOW || a.height() < WINDOW) {
            throw new ShapeException(
                    "pictures of %d x %d pixels are smaller than the window of structural similarity, which has %d a side. Give larger ones."
                            .formatted(a.width(), a.height(), WINDOW));
        }
        double sum = 0;
        for (int c = 0; c < a.channels(); c++) {
            sum += channel(a, b, c);
        }
        return sum / a.channels();
    }

    private static double channel(Picture a, Picture b, int c) {
        double[][] x = samples(a, c);
        double[][] y = samples(b, c);
        double[][] mx = blurred(x);
        double[][] my = blurred(y);
        double[][] xx = blurred(product(x, x));
        double[][] yy = blurred(product(y, y));
        double[][] xy = blurred(product(x, y));
        double sum = 0;
        for (int i = 0; i < mx.length; i++) {
            for (int j = 0; j < mx[i].length; j++) {
                double m = mx[i][j];
                double n = my[i][j];
                double covariance = xy[i][j] - m * n;
                double variances = xx[i][j] - m * m + yy[i][j] - n * n;
                sum += (2 * m * n + C1) * (2 * covariance + C2) / ((m * m + n * n + C1) * (variances + C2));
            }
        }
        return sum / mx.length / mx[0].length;
    }

    private static double[][] samples(Picture picture, int c) {
        double[][] rows = new double[picture.height()][picture.width()];
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length; x++) {
                rows[y][x] = picture.sample(x, y, c);
            }
        }
        return rows;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] rows = new double[a.length][a[0].length];
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length; x++) {
                rows[y][x] = a[y][x] * b[y][x];
            }
        }
        return rows;
    }

    /** Weighted means along rows, then along columns, without the border that the window would leave. */
    private static double[][] blurred(double[][] image) {
        int width = image[0].length - WINDOW + 1;
        int height = image.length - WINDOW + 1;
        double[][] across = new double[image.length][width];
        double[][] both = new double[height][width];
        for (int k = 0; k < WINDOW; k++) {
            for (int y = 0; y < image.length; y++) {
                for (int x = 0; x < width; x++) {
                    across[y][x] += WEIGHTS[k] * image[y][x + k];
                }
            }
        }
        for (int k = 0; k < WINDOW; k++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    both[y][x] += WEIGHTS[k] * across[y + k][x];
                }
            }
        }
        return both;
    }
}

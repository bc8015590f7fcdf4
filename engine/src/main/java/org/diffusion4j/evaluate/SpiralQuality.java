// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.util.Arrays;
import java.util.Locale;
import org.diffusion4j.data.Spiral;
import org.diffusion4j.error.ShapeException;

/**
 * How well points lie on the clean spiral, and how well they cover it; all are Euclidean distances.
 *
 * @param median of the distances from a sample to the nearest of 2,048 curve points
 * @param p95 their 95th percentile (nearest rank)
 * @param coverage mean distance from a curve point to the nearest sample
 */
public record SpiralQuality(double median, double p95, double coverage) {
    private static final int CURVE_POINTS = 2048;

    /**
     * Measures samples.
     *
     * @param samples rows of 3, at least one row
     * @throws ShapeException if there are none, or not whole rows
     */
    public static SpiralQuality of(float[] samples) {
        if (samples.length == 0 || samples.length % 3 != 0) {
            throw new ShapeException(
                    "samples of the spiral are rows of 3 numbers, at least one, but there are %d numbers. Give whole points."
                            .formatted(samples.length));
        }
        float[] curve = Spiral.curve(CURVE_POINTS);
        double[] toCurve = nearest(samples, curve);
        Arrays.sort(toCurve);
        int n = toCurve.length;
        double median = n % 2 == 1 ? toCurve[n / 2] : (toCurve[n / 2 - 1] + toCurve[n / 2]) / 2;
        double p95 = toCurve[(int) Math.ceil(0.95 * n) - 1];
        double coverage = Arrays.stream(nearest(curve, samples)).average().orElseThrow();
        return new SpiralQuality(median, p95, coverage);
    }

    private static double[] nearest(float[] from, float[] to) {
        double[] distances = new double[from.length / 3];
        for (int i = 0; i < distances.length; i++) {
            double best = Double.POSITIVE_INFINITY;
            for (int j = 0; j < to.length; j += 3) {
                double dx = from[3 * i] - to[j];
                double dy = from[3 * i + 1] - to[j + 1];
                double dz = from[3 * i + 2] - to[j + 2];
                best = Math.min(best, dx * dx + dy * dy + dz * dz);
            }
            distances[i] = Math.sqrt(best);
        }
        return distances;
    }

    /** For example {@code quality: median=0.042 p95=0.110 coverage=0.026}. */
    public String line() {
        return String.format(Locale.ROOT, "quality: median=%.3f p95=%.3f coverage=%.3f", median, p95, coverage);
    }
}

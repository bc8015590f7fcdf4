// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

/**
 * A linear support vector machine with squared hinge loss in its primal form, min ½|v|² + Σ max(0, 1 − y v·[x, 1])²,
 * solved by Newton's method: the objective is a parabola wherever the set of rows inside the margin stays the same
 * (Keerthi and DeCoste 2005, "A Modified Finite Newton Method for Fast Solution of Large Scale Linear SVMs").
 */
public final class LinearSvm {
    private static final int MOST_STEPS = 200;
    private static final double PRECISION = 1e-10;
    private static final double ENOUGH = 1e-4;

    private final double[][] rows;
    private final double[] labels;
    private final Runnable between;

    private LinearSvm(double[][] rows, double[] labels, Runnable between) {
        this.rows = rows;
        this.labels = labels;
        this.between = between;
    }

    /** The weights that tell {@code positive} from {@code negative} rows, the last one the bias. */
    public static double[] train(double[][] positive, double[][] negative) {
        return train(positive, negative, () -> {});
    }

    /**
     * The same of many and wide rows, which takes long.
     *
     * @param between is called between steps of the solution; what it throws ends the work
     */
    static double[] train(double[][] positive, double[][] negative, Runnable between) {
        double[][] rows = new double[positive.length + negative.length][];
        double[] labels = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i < positive.length ? positive[i] : negative[i - positive.length];
            labels[i] = i < positive.length ? 1 : -1;
        }
        return new LinearSvm(rows, labels, between).solve();
    }

    /** v · [x, 1]. */
    public static double decision(double[] weights, double[] row) {
        double sum = weights[row.length];
        for (int i = 0; i < row.length; i++) {
            sum += weights[i] * row[i];
        }
        return sum;
    }

    private double[] solve() {
        double[] v = new double[rows[0].length + 1];
        double first = norm(gradient(v));
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] slope = gradient(v);
            if (norm(slope) <= PRECISION * first) {
                break;
            }
            double[] direction = newton(slope, v);
            v = moved(v, direction, stepLength(v, direction, slope));
        }
        return v;
    }

    private boolean isInMargin(double[] v, int row) {
        return labels[row] * decision(v, rows[row]) < 1;
    }

    private double objective(double[] v) {
        double sum = dot(v, v) / 2;
        for (int i = 0; i < rows.length; i++) {
            double slack = Math.max(0, 1 - labels[i] * decision(v, rows[i]));
            sum += slack * slack;
        }
        return sum;
    }

    private double[] gradient(double[] v) {
        double[] g = v.clone();
        for (int i = 0; i < rows.length; i++) {
            double slack = 1 - labels[i] * decision(v, rows[i]);
            if (slack > 0) {
                addRow(g, rows[i], -2 * labels[i] * slack);
            }
        }
        return g;
    }

    /** Solves (I + 2 Σ x xᵀ) d = −slope over the rows inside the margin, by conjugate gradients. */
    private double[] newton(double[] slope, double[] v) {
        boolean[] active = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            active[i] = isInMargin(v, i);
        }
        double[] d = new double[slope.length];
        double[] rest = negative(slope);
        double[] search = rest.clone();
        double energy = dot(rest, rest);
        double target = energy * PRECISION * PRECISION;
        for (int i = 0; i < 2 * slope.length && energy > target; i++) {
            between.run();
            double[] image = curvature(search, active);
            double length = energy / dot(search, image);
            d = moved(d, search, length);
            rest = moved(rest, image, -length);
            double before = energy;
            energy = dot(rest, rest);
            search = moved(rest, search, energy / before);
        }
        return d;
    }

    private double[] curvature(double[] p, boolean[] active) {
        double[] image = p.clone();
        for (int i = 0; i < rows.length; i++) {
            if (active[i]) {
                addRow(image, rows[i], 2 * decision(p, rows[i]));
            }
        }
        return image;
    }

    /** Halves the step until the objective falls by a share of what the slope promises. */
    private double stepLength(double[] v, double[] direction, double[] slope) {
        double start = objective(v);
        double promise = dot(slope, direction);
        double length = 1;
        while (length > PRECISION && objective(moved(v, direction, length)) > start + ENOUGH * length * promise) {
            length /= 2;
        }
        return length;
    }

    private static void addRow(double[] to, double[] row, double factor) {
        for (int i = 0; i < row.length; i++) {
            to[i] += factor * row[i];
        }
        to[row.length] += factor;
    }

    private static double[] moved(double[] from, double[] direction, double length) {
        double[] to = from.clone();
        for (int i = 0; i < to.length; i++) {
            to[i] += length * direction[i];
        }
        return to;
    }

    private static double[] negative(double[] v) {
        return moved(new double[v.length], v, -1);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] v) {
        return Math.sqrt(dot(v, v));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import org.diffusion4j.error.EngineException;

/**
 * Eigenvalues and orthonormal eigenvectors of a real symmetric matrix: reflections (Householder) make it tridiagonal,
 * rotations with implicit shifts (QL) then diagonal. Each eigenvalue is right to the rounding error of the largest.
 *
 * <p>All inner loops run along rows, so that a matrix of 2,048 takes half a minute and not ten.
 */
final class SymmetricEigen {
    private static final int MOST_SWEEPS = 80;

    private final double[] values;
    private final double[][] vectors;

    /** Takes {@code matrix} apart, which is destroyed. */
    private SymmetricEigen(double[][] matrix, Runnable between) {
        int n = matrix.length;
        values = new double[n];
        double[] beside = new double[n];
        vectors = tridiagonal(matrix, values, beside, between);
        diagonal(values, beside, vectors, between);
    }

    /** The decomposition of a symmetric matrix, which is destroyed. */
    static SymmetricEigen of(double[][] matrix) {
        return of(matrix, () -> {});
    }

    /**
     * The same of a large one, which takes long.
     *
     * @param between is called between columns and between sweeps; what it throws ends the work
     */
    static SymmetricEigen of(double[][] matrix, Runnable between) {
        return new SymmetricEigen(matrix, between);
    }

    /** Eigenvalue i, in no order. */
    double value(int i) {
        return values[i];
    }

    /** The eigenvector of length 1 that belongs to eigenvalue i; not a copy. */
    double[] vector(int i) {
        return vectors[i];
    }

    int size() {
        return values.length;
    }

    /** The largest magnitude of an eigenvalue. */
    double norm() {
        double norm = 0;
        for (double value : values) {
            norm = Math.max(norm, Math.abs(value));
        }
        return norm;
    }

    /**
     * Reflects a into T = Qᵀ a Q.
     *
     * @param on receives the diagonal of T
     * @param beside receives what stands beside it: T[k][k+1]
     * @return Qᵀ: rows are columns of Q
     */
    private static double[][] tridiagonal(double[][] a, double[] on, double[] beside, Runnable between) {
        int n = a.length;
        double[][] reflections = new double[Math.max(0, n - 2)][];
        for (int k = 0; k < n - 2; k++) {
            between.run();
            double[] v = new double[n];
            double squares = 0;
            for (int i = k + 1; i < n; i++) {
                v[i] = a[i][k];
                squares += v[i] * v[i];
            }
            double target = -Math.copySign(Math.sqrt(squares), v[k + 1]);
            double length = 2 * (squares - v[k + 1] * target); // |v - target e|²
            v[k + 1] -= target;
            beside[k] = length > 0 ? target : 0;
            if (length > 0) {
                scale(v, Math.sqrt(2 / length)); // H = 1 - v vᵀ from now on
                reflectBothSides(a, v, k + 1);
                reflections[k] = v;
            }
        }
        for (int i = 0; i < n; i++) {
            on[i] = a[i][i];
        }
        if (n > 1) {
            beside[n - 2] = a[n - 1][n - 2];
        }
        return transposedProduct(reflections, n, between);
    }

    private static void scale(double[] v, double factor) {
        for (int i = 0; i < v.length; i++) {
            v[i] *= factor;
        }
    }

    /** a ← H a H in the rows and columns from {@code from} on. */
    private static void reflectBothSides(double[][] a, double[] v, int from) {
        int n = a.length;
        double[] w = new double[n];
        double vw = 0;
        for (int i = from; i < n; i++) {
            w[i] = product(a[i], v, from);
            vw += v[i] * w[i];
        }
        for (int i = from; i < n; i++) {
            w[i] -= vw / 2 * v[i];
        }
        for (int i = from; i < n; i++) {
            double[] row = a[i];
            double vi = v[i];
            double wi = w[i];
            for (int j = from; j < n; j++) {
                row[j] -= vi * w[j] + wi * v[j];
            }
        }
    }

    private static double product(double[] a, double[] b, int from) {
        double even = 0;
        double odd = 0;
        int i = from;
        for (; i + 1 < a.length; i += 2) {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }
        return i < a.length ? even + odd + a[i] * b[i] : even + odd;
    }

    /** Qᵀ of Q = H₀ H₁ …, built from the last, whose part of the matrix is the smallest. */
    private static double[][] transposedProduct(double[][] reflections, int n, Runnable between) {
        double[][] q = new double[n][n];
        for (int i = 0; i < n; i++) {
            q[i][i] = 1;
        }
        for (int k = reflections.length - 1; k >= 0; k--) {
            between.run();
            double[] v = reflections[k];
            if (v == null) {
                continue; // the column was zero already
            }
            for (int i = k + 1; i < n; i++) { // Qᵀ ← Qᵀ H, row by row
                double[] row = q[i];
                double share = product(row, v, k + 1);
                for (int j = k + 1; j < n; j++) {
                    row[j] -= share * v[j];
                }
            }
        }
        return q;
    }

    /** Rotates T until nothing is left beside its diagonal; the rows of {@code rows} turn with it. */
    private static void diagonal(double[] on, double[] beside, double[][] rows, Runnable between) {
        int n = on.length;
        double norm = 0;
        for (int i = 0; i < n; i++) {
            norm = Math.max(norm, Math.abs(on[i]) + Math.abs(beside[i]));
        }
        double nothing = Math.ulp(1.0) * norm;
        for (int first = 0; first < n; first++) {
            int sweeps = 0;
            int last = blockEnd(beside, first, nothing);
            while (last > first) {
                if (++sweeps > MOST_SWEEPS) {
                    throw new EngineException(
                            "the eigenvalues of a covariance of %d features were not found in %d sweeps. Check that the features are finite and not all enormous."
                                    .formatted(n, MOST_SWEEPS));
                }
                between.run();
                sweep(on, beside, rows, first, last);
                last = blockEnd(beside, first, nothing);
            }
        }
    }

    /** The end of the part from {@code first} on that hangs together. */
    private static int blockEnd(double[] beside, int first, double nothing) {
        int end = first;
        while (end < beside.length - 1 && Math.abs(beside[end]) > nothing) {
            end++;
        }
        return end;
    }

    /** One implicit QL step with Wilkinson's shift on the part from first to last: a bulge is chased upwards. */
    private static void sweep(double[] on, double[] beside, double[][] rows, int first, int last) {
        double half = (on[first + 1] - on[first]) / (2 * beside[first]);
        double shift = on[first] - beside[first] / (half + Math.copySign(Math.hypot(half, 1), half));
        double g = on[last] - shift;
        double sine = 1;
        double cosine = 1;
        double carried = 0;
        for (int i = last - 1; i >= first; i--) {
            double f = sine * beside[i];
            double b = cosine * beside[i];
            double r = Math.hypot(f, g);
            beside[i + 1] = r;
            if (r == 0) { // the part falls in two
                on[i + 1] -= carried;
                beside[last] = 0;
                return;
            }
            sine = f / r;
            cosine = g / r;
            g = on[i + 1] - carried;
            double turned = (on[i] - g) * sine + 2 * cosine * b;
            carried = sine * turned;
            on[i + 1] = g + carried;
            g = cosine * turned - b;
            rotate(rows[i], rows[i + 1], cosine, sine);
        }
        on[first] -= carried;
        beside[first] = g;
        beside[last] = 0;
    }

    private static void rotate(double[] low, double[] high, double cosine, double sine) {
        for (int k = 0; k < low.length; k++) {
            double l = low[k];
            double h = high[k];
            low[k] = cosine * l - sine * h;
            high[k] = sine * l + cosine * h;
        }
    }
}

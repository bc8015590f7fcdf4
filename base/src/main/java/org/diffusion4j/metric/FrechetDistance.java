// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import org.diffusion4j.error.ShapeException;
import org.diffusion4j.run.StopSignal;

/**
 * The Fréchet distance of two normal distributions (Dowson and Landau 1982), |m₁ − m₂|² + tr(S₁ + S₂ − 2 (S₁ S₂)^½):
 * what FID is (Heusel et al. 2017). It falls with the number of samples, so figures compare at equal counts only.
 */
public final class FrechetDistance {
    private static final String STOPPED =
            "Measuring was stopped while a Fréchet distance was computed. Nothing was written.";

    private FrechetDistance() {}

    /**
     * The distance, 0 or more.
     *
     * @throws ShapeException if the sizes differ
     */
    public static double between(Gaussian a, Gaussian b) {
        return between(a, b, new StopSignal());
    }

    private static double between(Gaussian a, Gaussian b, StopSignal stop) {
        if (a.size() != b.size()) {
            throw new ShapeException(
                    "distributions of %d and of %d features cannot be compared. Take both from one feature network."
                            .formatted(a.size(), b.size()));
        }
        double distance = 0;
        for (int i = 0; i < a.size(); i++) {
            double step = a.mean(i) - b.mean(i);
            distance += step * step + a.covariance(i)[i] + b.covariance(i)[i];
        }
        return Math.max(0, distance - 2 * traceOfRoot(a, b, stop));
    }

    /** The same of the distributions that two sets of features have. */
    public static double between(Features a, Features b) {
        return between(a, b, new StopSignal());
    }

    /**
     * The same, stoppable: of some thousand features it takes minutes.
     *
     * @throws org.diffusion4j.error.CancelledException if stopped
     */
    public static double between(Features a, Features b, StopSignal stop) {
        a.requireSameSize(b);
        stop.requireNone(STOPPED);
        return between(Gaussian.of(a), Gaussian.of(b), stop);
    }

    /**
     * tr (S₁ S₂)^½. The product is not symmetric, but has the eigenvalues of R S₂ Rᵀ, R = Λ^½ Vᵀ with S₁ = V Λ Vᵀ, which
     * is; directions in which S₁ has no spread count nothing and are left out, so that a covariance of few samples does no
     * harm.
     */
    private static double traceOfRoot(Gaussian a, Gaussian b, StopSignal stop) {
        Runnable between = () -> stop.requireNone(STOPPED);
        SymmetricEigen first = SymmetricEigen.of(a.covarianceCopy(), between);
        double nothing = a.size() * Math.ulp(first.norm());
        double[][] roots = new double[a.size()][];
        int rank = 0;
        for (int i = 0; i < a.size(); i++) {
            if (first.value(i) > nothing) {
                roots[rank++] = scaled(first.vector(i), Math.sqrt(first.value(i)));
            }
        }
        double[][] inner = new double[rank][rank];
        double[] image = new double[a.size()];
        for (int i = 0; i < rank; i++) {
            between.run();
            for (int k = 0; k < image.length; k++) {
                image[k] = product(b.covariance(k), roots[i]);
            }
            for (int j = 0; j <= i; j++) {
                inner[i][j] = product(image, roots[j]);
                inner[j][i] = inner[i][j];
            }
        }
        SymmetricEigen second = SymmetricEigen.of(inner, between);
        double trace = 0;
        for (int i = 0; i < rank; i++) {
            trace += Math.sqrt(Math.max(0, second.value(i))); // below 0 by rounding only
        }
        return trace;
    }

    private static double[] scaled(double[] vector, double factor) {
        double[] scaled = vector.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

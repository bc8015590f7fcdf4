// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

/** The quantiles of the beta distribution Beta(a, a), which is symmetric about 1/2. */
final class SymmetricBeta {
    private final double a;
    private final double half;

    SymmetricBeta(double a) {
        this.a = a;
        this.half = incomplete(0.5);
    }

    /** The x in [0, 1] below which a share p of the distribution lies; relative error about 1e-14. */
    double quantile(double p) {
        if (p > 0.5) {
            return 1 - quantile(1 - p);
        }
        if (p <= 0) {
            return 0;
        }
        // The whole integral is twice its lower half.
        double target = 2 * p * half;
        double low = 0;
        double high = 0.5;
        // Near 0 the integral is x^a / a.
        double x = Math.min(StrictMath.pow(target * a, 1 / a), high);
        for (int i = 0; i < 60; i++) {
            double excess = incomplete(x) - target;
            if (excess > 0) {
                high = x;
            } else {
                low = x;
            }
            double next = x - excess / StrictMath.pow(x * (1 - x), a - 1);
            // Newton, kept inside the bracket by halving it.
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.abs(next - x) <= 1e-16 * x) {
                break;
            }
            x = next;
        }
        return x;
    }

    /** The integral of (u (1 - u))^(a - 1) over [0, x] for x up to 1/2, by the binomial series of (1 - u)^(a - 1). */
    private double incomplete(double x) {
        double coefficient = 1;
        double sum = 1 / a;
        for (int k = 1; k < 60; k++) {
            coefficient *= (k - a) / k * x;
            sum += coefficient / (a + k);
        }
        return StrictMath.pow(x, a) * sum;
    }
}

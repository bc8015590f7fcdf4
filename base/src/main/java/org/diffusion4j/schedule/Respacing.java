// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;

/** Noise levels laid out anew between the largest and the smallest sigma, instead of following the schedule. */
public enum Respacing {
    /** Evenly in sigma^(1/7) (Karras et al. 2022, eq. 5 with rho 7). */
    @JsonProperty("karras")
    KARRAS {
        @Override
        double at(double u, double max, double min) {
            return karrasAt(u, max, min, 7);
        }
    },

    /** Evenly in ln sigma. */
    @JsonProperty("exponential")
    EXPONENTIAL {
        @Override
        double at(double u, double max, double min) {
            double last = StrictMath.log(max);
            return StrictMath.exp(last + u * (StrictMath.log(min) - last));
        }
    },

    /** At the quantiles of Beta(0.6, 0.6): denser at both ends (Lee et al. 2024). */
    @JsonProperty("beta")
    BETA {
        @Override
        double at(double u, double max, double min) {
            return min + (max - min) * BETA_06.quantile(1 - u);
        }
    },

    /** Evenly in lambda = -ln sigma (Lu et al. 2022); the same levels as {@link #EXPONENTIAL}. */
    @JsonProperty("lu")
    LU {
        @Override
        double at(double u, double max, double min) {
            return EXPONENTIAL.at(u, max, min);
        }
    };

    private static final SymmetricBeta BETA_06 = new SymmetricBeta(0.6);

    /** The level at u in [0, 1]: {@code max} at 0, {@code min} at 1. */
    abstract double at(double u, double max, double min);

    /** n levels from {@code max} down to {@code min}, both included; n = 1 gives {@code max}. 0 &lt; min &lt;= max. */
    public double[] sigmas(double max, double min, int n) {
        requireRange(max, min, n);
        double[] sigmas = new double[n];
        for (int i = 0; i < n; i++) {
            sigmas[i] = at(n == 1 ? 0 : i / (double) (n - 1), max, min);
        }
        return sigmas;
    }

    /** {@link #KARRAS} with another exponent: evenly in sigma^(1/rho). */
    public static double[] karras(double max, double min, double rho, int n) {
        requireRange(max, min, n);
        if (!(rho > 0 && rho < Double.POSITIVE_INFINITY)) {
            throw ConfigException.naming(
                    "%s of the Karras levels is %s. It must be a positive number; 7 is usual.",
                    new KeyName("rho"), rho);
        }
        double[] sigmas = new double[n];
        for (int i = 0; i < n; i++) {
            sigmas[i] = karrasAt(n == 1 ? 0 : i / (double) (n - 1), max, min, rho);
        }
        return sigmas;
    }

    private static double karrasAt(double u, double max, double min, double rho) {
        double first = StrictMath.pow(max, 1 / rho);
        double last = StrictMath.pow(min, 1 / rho);
        return StrictMath.pow(first + u * (last - first), rho);
    }

    private static void requireRange(double max, double min, int n) {
        if (!(min > 0 && min <= max && max < Double.POSITIVE_INFINITY)) {
            throw ConfigException.naming(
                    "Noise levels were asked for from %s down to %s. Both must be finite and above 0, the first not below the second; set %s and %s.",
                    max, min, new KeyName("sigmaMin"), new KeyName("sigmaMax"));
        }
        if (n < 1) {
            throw new ConfigException(
                    "%d noise levels were asked for. There must be 1 or more; raise the number of sampling steps."
                            .formatted(n));
        }
    }
}

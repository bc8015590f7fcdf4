// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import org.diffusion4j.error.ConfigException;

/**
 * Noise that is put back before a step (Karras et al. 2022, algorithm 2, lines 4 to 6).
 *
 * @param amount S_churn, at least 0: how much in a whole run
 * @param min S_tmin: below this noise level none
 * @param max S_tmax: above this noise level none
 * @param noise S_noise: the standard deviation of what is put back, slightly above 1 against lost detail
 */
public record Churn(double amount, double min, double max, double noise) {
    /** None. */
    public static final Churn NONE = new Churn(0, 0, Double.POSITIVE_INFINITY, 1);

    private static final double MOST = Math.sqrt(2) - 1;

    public Churn {
        if (!(amount >= 0 && noise >= 0)) {
            throw new ConfigException(
                    "churn must be at least 0 and its noise too, but they were %s and %s. Use 0 for none."
                            .formatted(amount, noise));
        }
    }

    /** σ̂: the noise level that {@code sigma} is raised to in a run of {@code steps}. */
    public double raised(double sigma, int steps) {
        return sigma >= min && sigma <= max ? sigma * (1 + Math.min(amount / steps, MOST)) : sigma;
    }

    /** The factor of the unit noise that raises {@code sigma} to {@code raised}. */
    public double factor(double sigma, double raised) {
        return noise * Math.sqrt(raised * raised - sigma * sigma);
    }
}

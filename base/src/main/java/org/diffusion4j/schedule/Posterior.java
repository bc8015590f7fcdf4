// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

/**
 * The Gaussian law of x_s given x_t and x_0, for s earlier (cleaner) than t: its mean is
 * {@code x0Coefficient * x0 + xTCoefficient * xT}, or with x_0 written through the noise
 * {@code (xT - epsilonCoefficient * epsilon) / sqrt(alpha)}.
 *
 * <p>Source: Ho, Jain, Abbeel 2020, eq. 6, 7 and 11; for one step alpha is alpha_t and beta is beta_t.
 *
 * @param alpha abar_t / abar_s, the share of x_s that is left in x_t
 * @param beta 1 - alpha, the variance of the noise added between s and t
 * @param variance of x_s; 0 when s is the clean end
 * @param x0Coefficient the weight of x_0 in the mean
 * @param xTCoefficient the weight of x_t in the mean
 * @param epsilonCoefficient beta / sqrt(1 - abar_t)
 */
public record Posterior(
        double alpha,
        double beta,
        double variance,
        double x0Coefficient,
        double xTCoefficient,
        double epsilonCoefficient) {

    static Posterior of(double alpha, double beta, double alphaBarT, double alphaBarS) {
        double noiseT = 1 - alphaBarT;
        double noiseS = 1 - alphaBarS;
        return new Posterior(
                alpha,
                beta,
                beta * noiseS / noiseT,
                Math.sqrt(alphaBarS) * beta / noiseT,
                Math.sqrt(alpha) * noiseS / noiseT,
                beta / Math.sqrt(noiseT));
    }

    /** The standard deviation of x_s. */
    public double sigma() {
        return Math.sqrt(variance);
    }
}

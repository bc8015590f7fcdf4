// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.function.DoubleUnaryOperator;

/** The families of noise schedules; each makes the tables that a {@link ScheduleConfig} describes. */
public enum BetaSchedule {
    /** beta rises evenly from betaStart to betaEnd (Ho et al. 2020). */
    @JsonProperty("linear")
    LINEAR {
        @Override
        double[] betas(ScheduleConfig c) {
            return c.precision().ramp(c.betaStart(), c.betaEnd(), c.steps());
        }
    },

    /** The square root of beta rises evenly (latent diffusion, Rombach et al. 2022). */
    @JsonProperty("scaled_linear")
    SCALED_LINEAR {
        @Override
        double[] betas(ScheduleConfig c) {
            double[] roots = c.precision().ramp(Math.sqrt(c.betaStart()), Math.sqrt(c.betaEnd()), c.steps());
            return map(roots, root -> root * root);
        }
    },

    /** abar falls like a squared cosine with offset s; beta is cut at maxBeta (Nichol and Dhariwal 2021, eq. 17). */
    @JsonProperty("cosine")
    COSINE {
        @Override
        double[] betas(ScheduleConfig c) {
            return fromAlphaBar(c, u -> {
                double cosine = StrictMath.cos((u + c.s()) / (1 + c.s()) * Math.PI / 2);
                return cosine * cosine;
            });
        }
    },

    /** beta follows the logistic function over [-6, 6] from betaStart to betaEnd. */
    @JsonProperty("sigmoid")
    SIGMOID {
        @Override
        double[] betas(ScheduleConfig c) {
            Precision p = c.precision();
            double range = p.round(c.betaEnd() - c.betaStart());
            double start = p.round(c.betaStart());
            return map(p.ramp(-6, 6, c.steps()), x -> {
                double logistic = p.round(1 / (1 + StrictMath.exp(-x)));
                return p.round(logistic * range) + start;
            });
        }
    },

    /** abar falls like exp(-12 u); beta is cut at maxBeta. */
    @JsonProperty("exp")
    EXP {
        @Override
        double[] betas(ScheduleConfig c) {
            return fromAlphaBar(c, u -> StrictMath.exp(-12 * u));
        }
    },

    /** The logarithm of the signal-to-noise ratio follows Laplace's quantiles; beta is cut at maxBeta. */
    @JsonProperty("laplace")
    LAPLACE {
        @Override
        double[] betas(ScheduleConfig c) {
            return fromAlphaBar(c, u -> {
                // copySign and not signum: the middle counts as positive.
                double centred = 0.5 - u;
                double logSnr = -0.5 * Math.copySign(1, centred) * StrictMath.log(1 - 2 * Math.abs(centred) + 1e-6);
                double snr = StrictMath.exp(logSnr);
                return Math.sqrt(snr / (1 + snr));
            });
        }
    },

    /** The betas of the list, as they are. */
    @JsonProperty("trained")
    TRAINED {
        @Override
        double[] betas(ScheduleConfig c) {
            return c.betas().stream().mapToDouble(Double::doubleValue).toArray();
        }
    },

    /**
     * The linear schedule of the sprite seed: steps 1 ... T of T + 1 entries, with the factor of entry 0 left in the
     * product. Weights trained with the seed's code saw these values.
     */
    @JsonProperty("sprites")
    SPRITES {
        @Override
        double[] betas(ScheduleConfig c) {
            return c.precision().ramp(c.betaStart(), c.betaEnd(), c.steps() + 1);
        }

        @Override
        NoiseSchedule create(String name, ScheduleConfig c) {
            return NoiseSchedule.countedFromOne(name, betas(c), false, c.precision());
        }
    },

    /** As {@link #SPRITES}, with the product started at step 1. */
    @JsonProperty("sprites_exact")
    SPRITES_EXACT {
        @Override
        double[] betas(ScheduleConfig c) {
            return SPRITES.betas(c);
        }

        @Override
        NoiseSchedule create(String name, ScheduleConfig c) {
            return NoiseSchedule.countedFromOne(name, betas(c), true, c.precision());
        }
    };

    /** Whether its betas may be those of a list. */
    boolean mayHaveList() {
        return this == TRAINED || this == COSINE;
    }

    abstract double[] betas(ScheduleConfig config);

    NoiseSchedule create(String name, ScheduleConfig config) {
        return NoiseSchedule.ofBetas(name, betas(config), config.precision());
    }

    /** beta_i = min(1 - f((i + 1) / T) / f(i / T), maxBeta), in double whatever the precision of the tables. */
    private static double[] fromAlphaBar(ScheduleConfig c, DoubleUnaryOperator f) {
        double[] beta = new double[c.steps()];
        for (int i = 0; i < beta.length; i++) {
            double after = f.applyAsDouble((i + 1) / (double) c.steps());
            double before = f.applyAsDouble(i / (double) c.steps());
            beta[i] = Math.min(1 - after / before, c.maxBeta());
        }
        return beta;
    }

    private static double[] map(double[] values, DoubleUnaryOperator f) {
        double[] mapped = new double[values.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = f.applyAsDouble(values[i]);
        }
        return mapped;
    }
}

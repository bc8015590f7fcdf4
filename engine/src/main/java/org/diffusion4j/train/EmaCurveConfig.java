// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;

/**
 * How the decay of the running average rises to {@code emaDecay}, as the averages of the diffusers library do; in brackets
 * the name there.
 *
 * @param counting whether it rises as (1 + n)/(10 + n) after n updates, in place of the power of {@code emaWarmup} (the
 *     form without use_ema_warmup)
 * @param inverseGamma after n updates the power is taken of 1 + n/inverseGamma (inv_gamma); above 0, only with emaWarmup
 * @param least the decay is at least this once the average has begun (min_decay), in 0 to emaDecay
 * @param after updates before the average begins (update_after_step), 0 or more; until then it is the weights themselves
 */
public record EmaCurveConfig(
        @Key(about = "whether the decay rises as (1 + n)/(10 + n); in place of emaWarmup", standard = "false")
        boolean counting,

        @Key(about = "the power of emaWarmup is taken of 1 + n/inverseGamma", standard = "1")
        double inverseGamma,

        @Key(about = "least decay once the average has begun", standard = "0")
        double least,

        @Key(about = "updates before the average begins", unit = "steps", standard = "0")
        long after) {
    public EmaCurveConfig {
        if (!(inverseGamma > 0 && inverseGamma < Double.POSITIVE_INFINITY) || !(least >= 0 && least < 1) || after < 0) {
            throw new ConfigException(
                    "the curve of the average was given inverseGamma %s, least %s and after %d; inverseGamma must be above 0, least lie in [0, 1), after be 0 or more. Usual are 1, 0 and 0."
                            .formatted(inverseGamma, least, after));
        }
    }

    /** From the first update on, by the power of {@code emaWarmup} where there is one. */
    public static EmaCurveConfig defaults() {
        return RecipeReader.defaults(EmaCurveConfig.class);
    }

    /** Refuses what would be read by nothing, or what contradicts itself. */
    void requireFitting(Optional<Double> emaDecay, Optional<Double> emaWarmup) {
        if (counting && (emaWarmup.isPresent() || emaDecay.isEmpty() || inverseGamma != 1)) {
            throw new ConfigException(
                    "emaCurve.counting needs emaDecay and has neither emaWarmup nor inverseGamma, but emaDecay is %s, emaWarmup %s, inverseGamma %s. Leave out counting, or the others."
                            .formatted(text(emaDecay), text(emaWarmup), inverseGamma));
        }
        if (!counting && emaWarmup.isEmpty() && (inverseGamma != 1 || least != 0 || after != 0)) {
            throw new ConfigException(
                    "emaCurve was given inverseGamma %s, least %s and after %d, and without emaWarmup or emaCurve.counting nothing reads them. Give one of the two, or leave them out."
                            .formatted(inverseGamma, least, after));
        }
        if (least > emaDecay.orElse(1.0)) {
            throw new ConfigException("emaCurve.least must lie in 0 to emaDecay, which is %s, but was %s. 0 is usual."
                    .formatted(text(emaDecay), least));
        }
    }

    /** The decay that rises to {@code most}. */
    EmaDecay decay(double most, Optional<Double> power) {
        if (counting) {
            return new EmaDecay.Counting(least, most, after);
        }
        return power.<EmaDecay>map(p -> new EmaDecay.Warming(least, most, after, inverseGamma, p))
                .orElseGet(() -> new EmaDecay.Constant(most));
    }

    private static String text(Optional<Double> value) {
        return value.map(String::valueOf).orElse("absent");
    }
}

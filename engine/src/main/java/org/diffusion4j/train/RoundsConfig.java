// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import org.diffusion4j.config.Key;
import org.diffusion4j.error.ConfigException;

/**
 * The rounds of a run whose rate falls after each of them.
 *
 * @param steps of one round, at least 1
 * @param factor on the rate after each, in (0, 1]
 * @param floor that the rate does not fall below, 0 or more
 */
public record RoundsConfig(
        @Key(about = "updates in one round", unit = "steps", standard = "5000")
        long steps,

        @Key(about = "factor on the rate after each round", standard = "0.9")
        double factor,

        @Key(about = "the rate does not fall below this", standard = "1e-6")
        double floor) {
    public RoundsConfig {
        if (steps < 1 || !(factor > 0 && factor <= 1) || !(floor >= 0)) {
            throw new ConfigException(
                    "rounds were given %d steps, the factor %s and the floor %s; there must be 1 or more steps, the factor lie in (0, 1], the floor be 0 or more. Usual are 5000, 0.9 and 1e-6."
                            .formatted(steps, factor, floor));
        }
    }
}

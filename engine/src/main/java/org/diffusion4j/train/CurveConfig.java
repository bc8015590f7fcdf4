// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import org.diffusion4j.config.Key;
import org.diffusion4j.error.ConfigException;

/**
 * Numbers of the rate schedules {@code restarts} and {@code polynomial}.
 *
 * @param cycles of restarts, at least 1
 * @param power of the polynomial, above 0
 * @param end rate at which the polynomial ends, 0 or more
 */
public record CurveConfig(
        @Key(about = "half cosines of the rate schedule 'restarts'", standard = "1")
        int cycles,

        @Key(about = "power of the rate schedule 'polynomial'", standard = "1")
        double power,

        @Key(about = "rate at which 'polynomial' ends", standard = "1e-7")
        double end) {
    public CurveConfig {
        if (cycles < 1 || !(power > 0) || !(end >= 0)) {
            throw new ConfigException(
                    "the curve of the rate was given %d cycles, the power %s and the end %s; there must be 1 or more cycles, the power be above 0, the end 0 or more. Usual are 1, 1 and 1e-7."
                            .formatted(cycles, power, end));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import org.diffusion4j.error.ConfigException;

/**
 * A machine as an estimate sees it.
 *
 * @param name in words, with where the peak is from
 * @param peak floating-point operations a second at most, above 0
 * @param share of the peak that training reaches, in (0, 1]
 */
public record ComputingPower(String name, double peak, double share) {
    public ComputingPower {
        if (!(peak > 0) || peak == Double.POSITIVE_INFINITY || !(share > 0 && share <= 1)) {
            throw new ConfigException(
                    "the estimate was given a peak of %s operations a second and a share of %s; the peak must be above 0 and the share lie in (0, 1]. Give the figures of the machine."
                            .formatted(peak, share));
        }
    }

    /** Seconds for so many operations. */
    public double seconds(double operations) {
        return operations / (peak * share);
    }
}

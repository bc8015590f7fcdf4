// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import java.util.OptionalInt;
import org.diffusion4j.error.ConfigException;

/**
 * Styles moved towards their mean: mean + psi · (w − mean). Less variety, fewer failures.
 *
 * @param psi 1 leaves styles alone, 0 makes all of them the mean
 * @param cutoff how many rows of w are moved, from the coarsest on; all of them if absent
 */
public record Truncation(double psi, OptionalInt cutoff) {
    /** Styles as they are. */
    public static final Truncation NONE = of(1);

    /** Checks the ranges. */
    public Truncation {
        if (!Double.isFinite(psi)) {
            throw new ConfigException(
                    "psi must be a number but was %s. 1 leaves styles alone, 0.5 is usual for less variety."
                            .formatted(psi));
        }
        if (cutoff.isPresent() && cutoff.getAsInt() < 0) {
            throw new ConfigException("cutoff must be 0 or more but was %d. Leave it out to move every row."
                    .formatted(cutoff.getAsInt()));
        }
    }

    /** Every row by {@code psi}. */
    public static Truncation of(double psi) {
        return new Truncation(psi, OptionalInt.empty());
    }

    boolean isNone() {
        return psi == 1;
    }

    int rowsOf(int copies) {
        return Math.min(cutoff.orElse(copies), copies);
    }
}

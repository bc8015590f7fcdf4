// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import org.diffusion4j.error.ConfigException;

/** The part of one axis that a picture shows: finite, with min below max. */
public record Range(double min, double max) {
    /** Checks the order. */
    public Range {
        if (!(min < max) || !Double.isFinite(max - min)) {
            throw new ConfigException(
                    "The limits of an axis were %s and %s; both must be finite, the first below the second. Swap or widen them."
                            .formatted(min, max));
        }
    }

    /** The smallest range with all finite values and a margin of 4 % on both sides; [-1, 1] where none is finite. */
    static Range around(double lowest, double highest) {
        if (!(lowest <= highest)) {
            return new Range(-1, 1);
        }
        double middle = lowest / 2 + highest / 2;
        // A flat axis still needs a width, and one that the numbers of the axis can resolve.
        double half = Math.max((highest / 2 - lowest / 2) * 1.08, Math.max(1e-6 * Math.abs(middle), 1e-9));
        return new Range(middle - half, middle + half);
    }

    /** Where {@code value} lies: -1 at min, 1 at max. */
    double toUnit(double value) {
        return 2 * (value - min) / (max - min) - 1;
    }
}

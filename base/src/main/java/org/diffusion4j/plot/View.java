// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import org.diffusion4j.error.ConfigException;

/**
 * Where the viewer stands, in degrees, with the meaning these words have in matplotlib: elevation is the angle above
 * the x-y plane, azimuth turns around the z axis, and (0, 0) looks from the far end of the x axis with y to the right.
 *
 * @param elevation in [-90, 90]
 * @param azimuth any finite angle
 * @param title words above the picture; may be empty
 */
public record View(double elevation, double azimuth, String title) {
    /** Checks both angles. */
    public View {
        if (!(elevation >= -90 && elevation <= 90)) {
            throw new ConfigException(
                    "The elevation of a view must lie in [-90, 90] degrees but was %s. 30 looks gently from above."
                            .formatted(elevation));
        }
        if (!Double.isFinite(azimuth)) {
            throw new ConfigException(
                    "The azimuth of a view must be a finite number of degrees but was %s. 45 looks along the diagonal."
                            .formatted(azimuth));
        }
    }

    /** A view without a title. */
    public static View of(double elevation, double azimuth) {
        return new View(elevation, azimuth, "");
    }

    /** The same place with other words above the picture. */
    public View titled(String words) {
        return new View(elevation, azimuth, words);
    }
}

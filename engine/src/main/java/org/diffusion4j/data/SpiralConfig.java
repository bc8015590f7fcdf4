// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;

/**
 * The noisy spiral in three dimensions.
 *
 * @param points on the clean curve, 1 to a million
 * @param chosen of them to train on, 1 to points
 * @param noise standard deviation added to each coordinate, 0 or more
 */
@Kind("spiral")
public record SpiralConfig(
        @Key(about = "points on the curve", unit = "points", standard = "2048")
        int points,

        @Key(about = "points to train on, picked at random", unit = "points", standard = "256")
        int chosen,

        @Key(about = "standard deviation of the noise on each coordinate", standard = "0.02")
        double noise)
        implements DataConfig {
    public SpiralConfig {
        Spiral.requireSizes(points, chosen, noise);
    }

    /** The points of the noisy curve that were not chosen. */
    @Override
    public Optional<DataSource> heldOut(long seed) {
        return points == chosen ? Optional.empty() : Optional.of(Spiral.heldOut(points, chosen, noise, seed));
    }

    @Override
    public Spiral create(long seed) {
        return Spiral.of(points, chosen, noise, seed);
    }
}

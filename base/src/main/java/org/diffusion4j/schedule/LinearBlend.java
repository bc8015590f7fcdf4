// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import org.diffusion4j.error.ConfigException;

/**
 * The schedule of the linear-blend denoiser: x at level t is {@code (1 - a) x0 + a noise} with a = noiseShare(t), which
 * falls evenly from 1 at level 0 (pure noise) to 0 at level {@code steps} (clean). There are no square roots, so the
 * variance is not kept: do not give such an x to a sampler of a {@link NoiseSchedule}.
 *
 * @param steps how many network steps lead from noise to picture, 1 or more
 */
public record LinearBlend(int steps) {
    /** Refuses fewer than one step. */
    public LinearBlend {
        if (steps < 1) {
            throw new ConfigException(
                    "The linear blend was given %d steps. It needs 1 or more; 16 is the seed's number."
                            .formatted(steps));
        }
    }

    /** The share of noise at level t, 0 ... steps. */
    public double noiseShare(int t) {
        if (t < 0 || t > steps) {
            throw new ConfigException(
                    "Level %d is not in a linear blend of %d steps. Levels run from 0 (noise) to %d (clean); use one of them."
                            .formatted(t, steps, steps));
        }
        return t == steps ? 0 : 1 - t * (1.0 / steps);
    }

    /** The shares of noise of all {@code steps + 1} levels. */
    public double[] timeBar() {
        double[] shares = new double[steps + 1];
        for (int t = 0; t <= steps; t++) {
            shares[t] = noiseShare(t);
        }
        return shares;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import org.diffusion4j.error.ConfigException;

/**
 * How a walk from noise to picture goes back (Lugmayr et al. 2022, section 4.2): so that the fill, which was drawn without
 * looking at the rest, is drawn again from where it agrees better.
 *
 * @param length steps of a jump back, at least 1
 * @param samples how often every part is walked, at most 1,000; 1 is no jump
 */
public record Jumps(int length, int samples) {
    /** Fewer walks than the paper's 10: the first ones give most, and each costs as much as the next. */
    public static final Jumps USUAL = new Jumps(10, 3);

    private static final int MOST_SAMPLES = 1000;

    /** Checks both. */
    public Jumps {
        if (length < 1 || samples < 1) {
            throw new ConfigException(
                    "jumps of %d steps, each part walked %d times, were asked for; both must be at least 1. The paper has 10 and 10."
                            .formatted(length, samples));
        }
        if (samples > MOST_SAMPLES) {
            throw new ConfigException(
                    "jumps of which each part is walked %d times were asked for; %d times are the most. The paper has 10, and each walk costs as much as the first."
                            .formatted(samples, MOST_SAMPLES));
        }
    }
}

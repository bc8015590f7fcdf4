// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import java.util.Locale;

/** Which reverse process a network that learned an objective can be led through; every sampler belongs to one. */
public enum ReverseProcess {
    /** Noise of a schedule, the variance preserved; the output stands for noise, clean sample or velocity. */
    DIFFUSION,
    /** The straight blend of picture and noise in levels; the output is the picture at the next level. */
    NEXT_IMAGE,
    /** Noise of any strength on the clean sample; the output is that of a preconditioned network. */
    NOISE_LEVELS,
    /** The straight path from noise to data; the output is its slope. */
    FLOW;

    /** In words. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

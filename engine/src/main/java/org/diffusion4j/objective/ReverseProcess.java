// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import java.util.Locale;

/** Which reverse process a network that learned an objective can be led through; every sampler belongs to one. */
public enum ReverseProcess {
    /** Noise of a schedule, the variance preserved; the output stands for noise, clean sample or velocity. */
    DIFFUSION,
    /** Noise of any level added, the network preconditioned for it (Karras et al. 2022). */
    EDM,
    /** The straight path from picture to noise; the output is its slope (Lipman et al. 2023). */
    FLOW,
    /** The straight blend of picture and noise in levels; the output is the picture at the next level. */
    NEXT_IMAGE;

    /**
     * The lowest time that a network is told, or less.
     *
     * @param firstStep of the schedule
     */
    public double lowestTime(int firstStep) {
        return switch (this) {
            case DIFFUSION, NEXT_IMAGE -> firstStep;
            case EDM -> Double.NEGATIVE_INFINITY; // a quarter of the logarithm of the level
            case FLOW -> Double.MIN_VALUE; // the share of noise, above 0
        };
    }

    /** Whether a network is told the whole numbers of a schedule's times in training. */
    public boolean hasWholeTimes() {
        return this == DIFFUSION || this == NEXT_IMAGE;
    }

    /** In words. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

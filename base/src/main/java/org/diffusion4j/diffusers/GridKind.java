// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

/** How a scheduler class lays out the times and noise levels of its runs. */
public enum GridKind {
    /** Whole times of the schedule, from noise to clean. */
    STEPS,
    /** The same from clean to noise. */
    INVERSE,
    /** Whole times that the solver itself chooses. */
    OWN,
    /** Noise levels with times between the steps of the schedule, as Euler's method and its kin. */
    LEVELS,
    /** Noise levels at whole times, for solvers that remember several steps. */
    MULTISTEP,
    /** The levels of preconditioned networks, which have no schedule. */
    EDM,
    /** The levels of flow matching, between 0 and 1. */
    FLOW;

    /** Whether a network is told times that are no whole numbers. */
    public boolean hasRealTimes() {
        return this == LEVELS || this == EDM || this == FLOW;
    }

    /** Whether runs begin with stronger noise than the network sees, which is scaled for it. */
    public boolean scalesInput() {
        return this == LEVELS || this == EDM;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

/** What one scheduler class does otherwise than others of its {@link GridKind}. */
public enum Habit {
    /** Takes all steps of the schedule where nobody says how many. */
    TAKES_ALL_STEPS,
    /** Divides by the last abar, or takes its logarithm, and so replaces the 0 of a rescaled schedule. */
    NEEDS_SIGNAL,
    /** Cannot use a network that predicts the clean sample. */
    READS_NO_CLEAN_SAMPLE,
    /** Ends at the smallest level of the run, and not at that of the schedule, where levels are laid out anew. */
    ENDS_AT_OWN_LEVEL,
    /** Never ends at level 0. */
    ENDS_ABOVE_ZERO,
    /** Cuts the times of a cosine schedule instead of rounding them. */
    CUTS_TIMES_OF_COSINE,
    /** Can space levels of flow matching as Karras et al. 2022 do. */
    SPACES_FLOWS_BY_KARRAS
}

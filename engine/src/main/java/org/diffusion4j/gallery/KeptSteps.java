// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.util.List;
import java.util.function.IntPredicate;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.recipe.Recipe;

/**
 * Which states of a sampling run are shown, and what they are called. Steps are counted down to 1, as those of the schedule
 * are; the sixteen of a blend are counted as they are done.
 *
 * @param total evaluations of the run
 * @param isCountedUp whether a step's number says how many are done
 * @param isKept whether the state after a step is kept
 * @param isInStrip whether it may be one of a strip's pictures
 * @param mostInStrip pictures of a strip, at least 2
 */
record KeptSteps(int total, boolean isCountedUp, IntPredicate isKept, IntPredicate isInStrip, int mostInStrip) {
    private static final int PARTS = 25;
    private static final int LAST = 8;
    private static final int SHOWN = 8;

    /** What is usually shown of a run of {@code recipe}'s model in {@code total} evaluations. */
    static KeptSteps usual(Recipe recipe, int total) {
        if (recipe.objective().process() == ReverseProcess.NEXT_IMAGE) {
            int every = Math.max(1, total / SHOWN); // after 2, 4, … 16 of sixteen steps: the last one is shown
            return new KeptSteps(total, true, step -> true, step -> step % every == 0, SHOWN);
        }
        int every = Math.max(1, total / PARTS);
        return new KeptSteps(
                total, false, step -> step % every == 0 || step == total || step < LAST, step -> true, SHOWN);
    }

    /**
     * These steps and no others, as {@link #usual} numbers them.
     *
     * @throws ConfigException if there is none, or one that the run does not have
     */
    static KeptSteps chosen(Recipe recipe, int total, List<Integer> steps) {
        if (steps.isEmpty() || steps.stream().anyMatch(step -> step < 1 || step > total)) {
            throw new ConfigException(
                    "the steps to keep must lie in 1 to %d, those of this run, but were %s. Choose some of those."
                            .formatted(total, steps));
        }
        List<Integer> kept = List.copyOf(steps);
        return new KeptSteps(
                total, usual(recipe, total).isCountedUp, kept::contains, step -> true, Math.max(2, kept.size()));
    }

    /** The number of the step that ended with the {@code evaluations}-th evaluation. */
    int number(int evaluations) {
        return isCountedUp ? evaluations : total - evaluations + 1;
    }

    /** The words over the picture of a step. */
    String title(int step) {
        if (isCountedUp) {
            return step == 1 ? "1 step" : "%d steps".formatted(step);
        }
        return "step %d".formatted(step);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.Optional;

/** Remembers the best saved state, and when to stop waiting for a better one. */
final class Patience {
    private final Optional<Long> steps;
    private long bestStep;
    private double best;

    /**
     * What a run begins with.
     *
     * @param steps without a better score after which waiting ends; empty for never
     * @param bestStep step of the best state so far; the first step of all if there is none
     * @param best its score; infinite if there is none
     */
    Patience(Optional<Long> steps, long bestStep, double best) {
        this.steps = steps;
        this.bestStep = bestStep;
        this.best = best;
    }

    /** A state was saved. */
    void saw(long step, double score) {
        if (score < best) {
            best = score;
            bestStep = step;
        }
    }

    /** Whether nothing better came for too long. */
    boolean isOver(long step) {
        return steps.isPresent() && Double.isFinite(best) && step - bestStep >= steps.get();
    }
}

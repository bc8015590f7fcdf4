// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

/** Watches a training run: progress lines, logs, pictures. What it throws ends the run. */
public interface Observer {
    /** Called after each update, on the training thread. */
    void onStep(StepReport report);

    /**
     * Called once when the run ends or stops.
     *
     * @param step updates done in all
     * @param isDone whether those are all there will be: the plan's, or as many as patience allowed
     */
    default void onEnd(long step, boolean isDone) {}
}

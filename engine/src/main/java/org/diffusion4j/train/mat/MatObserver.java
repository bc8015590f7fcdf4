// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train.mat;

/** Watches a training of MAT. What it throws ends the run. */
@FunctionalInterface
public interface MatObserver {
    /** Called after each iteration, on the training thread. */
    void onStep(IterationReport report);

    /** Called once when the run ends or stops; {@code step} iterations were done. */
    default void onEnd(long step) {}
}

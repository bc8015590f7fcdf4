// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

/** Watches a training run: progress lines, logs, pictures. What it throws ends the run. */
public interface Observer {
    /** Called after each update, on the training thread. */
    void onStep(StepReport report);

    /** Called once when the run ends or stops; {@code step} updates were done. */
    default void onEnd(long step) {}
}

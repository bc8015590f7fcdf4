// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.util.concurrent.atomic.AtomicBoolean;
import org.diffusion4j.error.CancelledException;

/** A wish to stop, set by anyone and read once per step by whoever works. */
public final class StopSignal {
    private final AtomicBoolean requested = new AtomicBoolean();

    /** Asks to stop at the next step. */
    public void request() {
        requested.set(true);
    }

    /** Whether somebody asked to stop. */
    public boolean isRequested() {
        return requested.get();
    }

    /**
     * Ends the work if somebody asked to stop.
     *
     * @param sentence what was stopped, and what is left of it
     * @throws CancelledException with that sentence
     */
    public void requireNone(String sentence) {
        if (isRequested()) {
            throw new CancelledException(sentence);
        }
    }
}

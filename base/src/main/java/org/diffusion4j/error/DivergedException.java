// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

/** Training produced a number that is not finite; the weights were not touched by it. */
public final class DivergedException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    private final long step;
    private final double loss;

    /** The sentence, with the step (counted from 0) and the loss that was seen there. */
    public DivergedException(String message, long step, double loss) {
        super(message, null);
        this.step = step;
        this.loss = loss;
    }

    /** The step, counted from 0, whose numbers were not finite. */
    public long step() {
        return step;
    }

    /** The loss of that step. */
    public double loss() {
        return loss;
    }
}

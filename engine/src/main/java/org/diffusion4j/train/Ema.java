// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.tensor.Tensors;

/**
 * The exponential running average of the weights, from their initial values, without bias correction: average ← decay ·
 * average + (1 − decay) · weights. One operation over all parameters; owns its vector.
 */
public final class Ema implements AutoCloseable {
    private final Parameters parameters;
    private final double decay;
    private final Tensor average;

    /**
     * Starts at the weights as they are.
     *
     * @param decay in [0, 1)
     */
    public Ema(Parameters parameters, double decay) {
        requireDecay(decay);
        this.parameters = parameters;
        this.decay = decay;
        average = parameters.newVector();
        try (NoGradGuard guard = new NoGradGuard()) {
            average.copy_(parameters.values());
        }
    }

    static void requireDecay(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new ConfigException(
                    "emaDecay must lie in [0, 1) but was %s. The usual value is 0.999; leave it out for no average."
                            .formatted(decay));
        }
    }

    /** One update after an optimiser step. */
    public void update() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            average.lerp_(parameters.values(), Tensors.scalar(1 - decay));
        }
    }

    /** The averaged values in the order of the parameters. */
    public Tensor average() {
        return average;
    }

    @Override
    public void close() {
        average.close();
    }
}

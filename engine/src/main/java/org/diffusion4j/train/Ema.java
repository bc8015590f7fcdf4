// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.Optional;
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
    private final Optional<Double> warmup;
    private final Tensor average;

    /** An average without warm-up that starts at the weights as they are. */
    public Ema(Parameters parameters, double decay) {
        this(parameters, decay, Optional.empty());
    }

    /**
     * Starts at the weights as they are.
     *
     * @param decay in [0, 1)
     * @param warmup power p above 0: after n updates the decay is at most 1 − (1 + n)^−p
     */
    public Ema(Parameters parameters, double decay, Optional<Double> warmup) {
        requireDecay(decay);
        this.warmup = warmup;
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

    /** The decay of update number {@code step}, counted from 0. */
    public double decay(long step) {
        return warmup.map(power -> Math.min(decay, 1 - Math.pow(1.0 + step, -power)))
                .orElse(decay);
    }

    /** Update number {@code step}, counted from 0, after an optimiser step. */
    public void update(long step) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            average.lerp_(parameters.values(), Tensors.scalar(1 - decay(step)));
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

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.bytedeco.pytorch.global.torch.where;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.tensor.Tensors;

/**
 * The exponential running average of the weights, from their initial values, without bias correction: average ← decay ·
 * average + (1 − decay) · weights. The running statistics of normalisations are averaged alike: those of the raw weights
 * would not fit averaged ones. One operation over all parameters; owns its vectors.
 */
public final class Ema implements AutoCloseable {
    private final Parameters parameters;
    private final EmaDecay decay;
    private final Tensor average;
    private final Tensor statistics;

    /** An average without warm-up that starts at the weights as they are. */
    public Ema(Parameters parameters, double decay) {
        this(parameters, new EmaDecay.Constant(decay));
    }

    /** Starts at the weights as they are. */
    public Ema(Parameters parameters, EmaDecay decay) {
        this.parameters = parameters;
        this.decay = decay;
        average = copyOf(parameters.values());
        statistics = copyOf(parameters.statistics());
    }

    private static Tensor copyOf(Tensor vector) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return Tensors.keep(vector.clone());
        }
    }

    static void requireDecay(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new ConfigException(
                    "emaDecay must lie in [0, 1) but was %s. The usual value is 0.999; leave it out for no average."
                            .formatted(decay));
        }
    }

    /** Update number {@code step}, counted from 0, after an optimiser step. */
    public void update(long step) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            double share = 1 - decay.at(step);
            average.lerp_(parameters.values(), Tensors.scalar(share));
            if (statistics.numel() > 0) { // a network without normalisation by batch has none
                statistics.lerp_(parameters.statistics(), Tensors.scalar(share));
            }
        }
    }

    /** The same, but for nothing where {@code stop} (1), float32 beside the parameters, is 1. */
    void updateUnless(Tensor stop, long step) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor isStopped = stop.gt(new Scalar(0.5));
            Scalar share = Tensors.scalar(1 - decay.at(step));
            moveUnless(isStopped, average, parameters.values(), share);
            if (statistics.numel() > 0) {
                moveUnless(isStopped, statistics, parameters.statistics(), share);
            }
        }
    }

    /** What a step that is not finite has left in {@code now} may be NaN, of which a share of 0 would still be NaN. */
    private static void moveUnless(Tensor isStopped, Tensor average, Tensor now, Scalar share) {
        average.lerp_(where(isStopped, average, now), share);
    }

    /** The averaged values in the order of the parameters. */
    public Tensor average() {
        return average;
    }

    /** The averaged running statistics, laid out as {@link Parameters#statistics()}. */
    public Tensor statistics() {
        return statistics;
    }

    @Override
    public void close() {
        average.close();
        statistics.close();
    }
}

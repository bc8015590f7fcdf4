// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import java.util.Arrays;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * What follows a layer's product, in this order: add the bias, activate, multiply by the gain, clamp.
 *
 * @param alpha parameter of the activation
 * @param gain factor after the activation, above 0
 * @param clamp results are kept in [−clamp, clamp]; infinite for no clamp, 0 or more
 */
public record BiasAct(Activation activation, double alpha, double gain, double clamp) {
    /** No clamp. */
    public static final double UNCLAMPED = Double.POSITIVE_INFINITY;

    /** Checks the ranges. */
    public BiasAct {
        if (!(gain > 0) || gain == Double.POSITIVE_INFINITY) {
            throw new ConfigException("gain must be above 0 but was %s. 1 leaves the values alone.".formatted(gain));
        }
        if (!(clamp >= 0)) {
            throw new ConfigException(
                    "clamp must be 0 or more but was %s. Give an infinite one for no clamp.".formatted(clamp));
        }
    }

    /** The activation with its usual parameter and gain, without clamp. */
    public static BiasAct of(Activation activation) {
        return new BiasAct(activation, activation.alpha(), activation.gain(), UNCLAMPED);
    }

    /** The same with this clamp. */
    public BiasAct clampedTo(double limit) {
        return new BiasAct(activation, alpha, gain, limit);
    }

    /** The same with gain and clamp multiplied by {@code factor}. */
    public BiasAct times(double factor) {
        return factor == 1 ? this : new BiasAct(activation, alpha, gain * factor, clamp * factor);
    }

    /**
     * The whole function.
     *
     * @param bias one number for each index of {@code axis}, or null for none
     */
    public Tensor apply(Tensor x, @Nullable Tensor bias, int axis) {
        return applyToOwn(x.clone(), bias, axis);
    }

    /** The same of a tensor that nobody else reads: its memory becomes the result's. */
    Tensor applyToOwn(Tensor x, @Nullable Tensor bias, int axis) {
        if (bias != null) {
            x.add_(along(bias.to(x.scalar_type()), axis, x.dim()));
        }
        if (gainBefore() != 1) {
            x.mul_(Tensors.scalar(gainBefore()));
        }
        return afterGain(x);
    }

    /**
     * The part of the gain that a layer may multiply into its weights and bias, where that costs a pass over the weights
     * instead of one over the features: all of it for activations such as leaky ReLU, 1 for the others.
     */
    double gainBefore() {
        return activation.isHomogeneous() ? gain : 1;
    }

    /** The rest, for values that have their bias and {@link #gainBefore()}; {@code x} is not used again by the caller. */
    Tensor afterGain(Tensor x) {
        Tensor y = activation.ofOwn(x, alpha);
        if (!activation.isHomogeneous() && gain != 1) {
            y = Tensors.times(y, gain);
        }
        if (clamp == UNCLAMPED) {
            return y;
        }
        return y.clamp(new ScalarOptional(Tensors.scalar(-clamp)), new ScalarOptional(Tensors.scalar(clamp)));
    }

    /** {@code vector} as a tensor of {@code dims} axes that lies along {@code axis}. */
    static Tensor along(Tensor vector, int axis, long dims) {
        long[] shape = new long[(int) dims];
        Arrays.fill(shape, 1);
        shape[axis] = -1;
        return vector.view(shape);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.OneTimeKernel;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * y = act(x Wᵀ + b) · gain over the last axis, with the learning rate equalised: weights are stored with variance 1 (over
 * the squared multiplier) and scaled by multiplier/√in here.
 *
 * @param weight (out, in), checkpoint name {@code weight}
 * @param bias (out), checkpoint name {@code bias}, or null for none
 * @param multiplier of the learning rate: stored weights and bias are larger by its inverse
 */
public record FullyConnected(Tensor weight, @Nullable Tensor bias, BiasAct act, double multiplier) {
    private static final TensorOptional NO_BIAS = new TensorOptional();

    /**
     * How a layer is made.
     *
     * @param hasBias whether there is one
     * @param biasInit its first value
     */
    public record Spec(int in, int out, boolean hasBias, Activation activation, double multiplier, double biasInit) {
        /** Linear with bias. */
        public static Spec of(int in, int out) {
            return new Spec(in, out, true, Activation.LINEAR, 1, 0);
        }

        /** The same with this activation. */
        public Spec with(Activation other) {
            return new Spec(in, out, hasBias, other, multiplier, biasInit);
        }

        /** The same without bias. */
        public Spec withoutBias() {
            return new Spec(in, out, false, activation, multiplier, biasInit);
        }

        /** The same with this multiplier of the learning rate. */
        public Spec withMultiplier(double other) {
            return new Spec(in, out, hasBias, activation, other, biasInit);
        }

        /** The same with another first bias. */
        public Spec withBiasInit(double other) {
            return new Spec(in, out, hasBias, activation, multiplier, other);
        }
    }

    /** Takes {@code weight} and, if there is one, {@code bias} from {@code p}. */
    public static FullyConnected of(ParameterScope p, Spec s) {
        Tensor weight = p.trained("weight", Init.normal(1 / s.multiplier()), s.out(), s.in());
        Tensor bias = s.hasBias() ? p.trained("bias", Init.constant(s.biasInit()), s.out()) : null;
        return new FullyConnected(weight, bias, BiasAct.of(s.activation()), s.multiplier());
    }

    /** x (…, in) -> (…, out). */
    public Tensor forward(Tensor x) {
        double gain = multiplier * act.gainBefore();
        Tensor w = Tensors.times(weight, gain / Math.sqrt((double) weight.size(1)));
        TensorOptional b = bias == null ? NO_BIAS : new TensorOptional(Tensors.times(bias, gain));
        return act.afterGain(OneTimeKernel.linear(x, w, b));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with equalised learning rate, optional doubling or halving of the image, bias and activation.
 *
 * @param weight (out, in, k, k), checkpoint name {@code weight}
 * @param bias (out), checkpoint name {@code bias}, or null for none
 * @param fir checkpoint name {@code resample_filter}, stored even where nothing is resampled
 */
public record Conv2dLayer(Tensor weight, @Nullable Tensor bias, Fir fir, Scale scale, BiasAct act) {
    /**
     * How a layer is made.
     *
     * @param kernel side of the kernel, odd
     * @param clamp limit of the results; infinite for none
     */
    public record Spec(
            int in,
            int out,
            int kernel,
            boolean hasBias,
            Activation activation,
            Scale scale,
            Fir.Taps taps,
            double clamp) {
        /** Checks the sizes. */
        public Spec {
            if (in < 1 || out < 1) {
                throw new ConfigException(
                        "a convolution from %d to %d channels cannot be. Give 1 or more of each.".formatted(in, out));
            }
            if (kernel < 1 || kernel % 2 == 0) {
                throw new ConfigException(
                        "kernel must be odd but was %d: an even one has no middle. Use 1, 3 or 5.".formatted(kernel));
            }
        }

        /** Linear, with bias, size unchanged. */
        public static Spec of(int in, int out, int kernel) {
            return new Spec(in, out, kernel, true, Activation.LINEAR, Scale.SAME, Fir.BINOMIAL, BiasAct.UNCLAMPED);
        }

        /** 3×3 with leaky ReLU: what most of MAT is made of. */
        public static Spec lrelu3(int in, int out) {
            return of(in, out, 3).with(Activation.LRELU);
        }

        /** The same with this activation. */
        public Spec with(Activation other) {
            return new Spec(in, out, kernel, hasBias, other, scale, taps, clamp);
        }

        /** The same with this change of size. */
        public Spec with(Scale other) {
            return new Spec(in, out, kernel, hasBias, activation, other, taps, clamp);
        }

        /** The same with this filter. */
        public Spec with(Fir.Taps other) {
            return new Spec(in, out, kernel, hasBias, activation, scale, other, clamp);
        }

        /** The same without bias. */
        public Spec withoutBias() {
            return new Spec(in, out, kernel, false, activation, scale, taps, clamp);
        }

        /** The same with results kept in [−limit, limit]. */
        public Spec clampedTo(double limit) {
            return new Spec(in, out, kernel, hasBias, activation, scale, taps, limit);
        }
    }

    /** Takes {@code weight}, {@code bias} and {@code resample_filter} from {@code p}. */
    public static Conv2dLayer of(ParameterScope p, Spec s) {
        Tensor weight = p.kernel("weight", Init.normal(1), s.out(), s.in(), s.kernel(), s.kernel());
        Tensor bias = s.hasBias() ? p.trained("bias", Init.ZEROS, s.out()) : null;
        BiasAct act = BiasAct.of(s.activation()).clampedTo(s.clamp());
        return new Conv2dLayer(weight, bias, Fir.of(p, s.taps()), s.scale(), act);
    }

    /** x (B, in, H, W) -> (B, out, H', W'). */
    public Tensor forward(Tensor x) {
        return forward(x, 1);
    }

    /** The same with the result, and the clamp, multiplied by {@code gain}. */
    public Tensor forward(Tensor x, double gain) {
        BiasAct after = act.times(gain);
        double fanIn = (double) weight.numel() / weight.size(0);
        return Temporaries.freedAfter(() -> {
            Tensor w = Tensors.times(weight, after.gainBefore() / Math.sqrt(fanIn));
            Tensor b = bias == null ? null : Tensors.times(bias, after.gainBefore());
            return after.afterGain(ResampledConv.apply(x, w, b, fir, scale));
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.OneTimeKernel;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;

/**
 * Convolution whose weight depends on a style: input channel i of sample b is scaled by s[b, i], and output channels are
 * scaled back to unit variance (Karras et al. 2020, "Analyzing and Improving the Image Quality of StyleGAN", section 2.2).
 *
 * @param weight (1, out, in, k, k), checkpoint name {@code weight}
 * @param affine from the style to s, checkpoint name {@code affine}
 * @param demodulates whether output channels are scaled back
 */
public record ModulatedConv2d(Tensor weight, Fir fir, FullyConnected affine, boolean demodulates, Scale scale) {
    private static final double EPSILON = 1e-8;

    /**
     * How a layer is made.
     *
     * @param style numbers in a style
     */
    public record Spec(int in, int out, int kernel, int style, boolean demodulates, Scale scale, Fir.Taps taps) {
        /** 3×3 with demodulation, size unchanged. */
        public static Spec of(int in, int out, int style) {
            return new Spec(in, out, 3, style, true, Scale.SAME, Fir.BINOMIAL);
        }

        /** The same with another kernel. */
        public Spec withKernel(int other) {
            return new Spec(in, out, other, style, demodulates, scale, taps);
        }

        /** The same with or without demodulation. */
        public Spec demodulating(boolean isWanted) {
            return new Spec(in, out, kernel, style, isWanted, scale, taps);
        }

        /** The same with this change of size. */
        public Spec with(Scale other) {
            return new Spec(in, out, kernel, style, demodulates, other, taps);
        }

        /** The same with this filter. */
        public Spec with(Fir.Taps other) {
            return new Spec(in, out, kernel, style, demodulates, scale, other);
        }
    }

    /** Takes {@code weight}, {@code resample_filter} and {@code affine} from {@code p}. */
    public static ModulatedConv2d of(ParameterScope p, Spec s) {
        Tensor weight = p.trained("weight", Init.normal(1), 1, s.out(), s.in(), s.kernel(), s.kernel());
        Fir fir = Fir.of(p, s.taps());
        FullyConnected.Spec affine = FullyConnected.Spec.of(s.style(), s.in()).withBiasInit(1);
        return new ModulatedConv2d(weight, fir, FullyConnected.of(p.in("affine"), affine), s.demodulates(), s.scale());
    }

    /**
     * x (B, in, H, W), style (B, style) -> (B, out, H', W'), a tensor that nobody else reads.
     *
     * <p>Scaling weights and scaling features give the same; for one image the smaller of the two is scaled.
     */
    public Tensor forward(Tensor x, Tensor style) {
        double fanIn = (double) weight.numel() / weight.size(1);
        boolean weightIsSmaller = x.size(0) == 1 && weight.numel() < x.numel();
        return Temporaries.freedAfter(() -> {
            Tensor s = Tensors.times(affine.forward(style), 1 / Math.sqrt(fanIn)); // (B, in)
            return weightIsSmaller ? byWeight(x, s) : byFeatures(x, s);
        });
    }

    /** Scales the weight, for a batch of one. */
    Tensor byWeight(Tensor x, Tensor s) {
        Tensor w = weight.squeeze(0).mul(s.view(1, -1, 1, 1)); // (out, in, k, k)
        if (demodulates) {
            Tensor energy = w.square().sum(new long[] {1, 2, 3}, true, new ScalarTypeOptional());
            w = w.mul(Tensors.plus(energy, EPSILON).rsqrt());
        }
        return ResampledConv.apply(x, w, null, fir, scale);
    }

    /** Scales what goes in and what comes out, for any batch. */
    Tensor byFeatures(Tensor x, Tensor s) {
        Tensor w = weight.squeeze(0);
        Tensor y = ResampledConv.apply(x.mul(perChannel(s, x)), w, null, fir, scale);
        if (!demodulates) {
            return y;
        }
        Tensor energy = OneTimeKernel.linear(
                s.square(), w.to(s.scalar_type()).square().sum(2, 3), new TensorOptional()); // (B, out)
        return y.mul(perChannel(Tensors.plus(energy, EPSILON).rsqrt(), y));
    }

    /** Factors (B, C) as (B, C, 1, 1) in the format of the features that they scale: another one would widen them. */
    private static Tensor perChannel(Tensor factors, Tensor features) {
        return factors.to(features.scalar_type()).unsqueeze(-1).unsqueeze(-1);
    }
}

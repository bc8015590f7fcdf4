// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;
import org.jspecify.annotations.Nullable;

/**
 * Modulated convolution, noise, bias and activation.
 *
 * @param noise null where the layer has none
 * @param bias (out), checkpoint name {@code bias}
 * @param conv checkpoint name {@code conv}
 */
public record StyleConv(@Nullable Noise noise, Tensor bias, ModulatedConv2d conv, BiasAct act) {
    /**
     * What a layer with noise stores.
     *
     * @param strength one number, shape (), trained; checkpoint name {@code noise_strength}
     * @param constant (H, W), never trained; checkpoint name {@code noise_const}
     */
    public record Noise(Tensor strength, Tensor constant) {}

    /**
     * How a layer is made.
     *
     * @param noiseSide side of the constant noise map, 0 for a layer without noise
     */
    public record Spec(ModulatedConv2d.Spec conv, int noiseSide, Activation activation, double clamp) {
        /** Leaky ReLU with noise for images of this side; 0 for none. */
        public static Spec of(ModulatedConv2d.Spec conv, int noiseSide) {
            return new Spec(conv, noiseSide, Activation.LRELU, BiasAct.UNCLAMPED);
        }
    }

    /** Takes {@code noise_strength}, {@code bias}, {@code noise_const} and {@code conv} from {@code p}. */
    public static StyleConv of(ParameterScope p, Spec s) {
        boolean hasNoise = s.noiseSide() > 0;
        Tensor strength = hasNoise ? p.trained("noise_strength", Init.ZEROS) : null;
        Tensor bias = p.trained("bias", Init.ZEROS, s.conv().out());
        Noise noise = strength == null
                ? null
                : new Noise(strength, p.frozen("noise_const", Init.normal(1), s.noiseSide(), s.noiseSide()));
        return new StyleConv(
                noise,
                bias,
                ModulatedConv2d.of(p.in("conv"), s.conv()),
                BiasAct.of(s.activation()).clampedTo(s.clamp()));
    }

    /** x (B, in, H, W), style (B, style) -> (B, out, H', W'). */
    public Tensor forward(Tensor x, Tensor style, LayerNoise source) {
        return forward(x, style, source, 1);
    }

    /** The same with the result, and the clamp, multiplied by {@code gain}. */
    public Tensor forward(Tensor x, Tensor style, LayerNoise source, double gain) {
        return Temporaries.freedAfter(() ->
                act.times(gain).applyToOwn(noised(conv.forward(x, style), source), bias, 1));
    }

    private Tensor noised(Tensor y, LayerNoise source) {
        Tensor map = noise == null ? null : source.of(noise.constant(), y);
        if (noise != null && map != null) {
            y.add_(map.mul(noise.strength()).to(y.scalar_type()));
        }
        return y;
    }
}

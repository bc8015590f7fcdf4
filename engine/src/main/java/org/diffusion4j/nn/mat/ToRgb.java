// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Autocast;
import org.jspecify.annotations.Nullable;

/**
 * Features to colours by a modulated 1×1 convolution, added to the colours of the coarser level.
 *
 * @param bias (channels), checkpoint name {@code bias}
 * @param fir for the coarser colours, checkpoint name {@code resample_filter}
 * @param conv checkpoint name {@code conv}
 */
public record ToRgb(Tensor bias, Fir fir, ModulatedConv2d conv, BiasAct act) {
    /** Takes {@code bias}, {@code resample_filter} and {@code conv} from {@code p}; 1×1, linear, without demodulation. */
    public static ToRgb of(ParameterScope p, int in, int colours, int style) {
        ModulatedConv2d.Spec conv =
                ModulatedConv2d.Spec.of(in, colours, style).withKernel(1).demodulating(false);
        return of(p, conv, BiasAct.UNCLAMPED);
    }

    /** The same with another convolution, and colours of this level kept in [−clamp, clamp]. */
    public static ToRgb of(ParameterScope p, ModulatedConv2d.Spec conv, double clamp) {
        Tensor bias = p.trained("bias", Init.ZEROS, conv.out());
        Fir fir = Fir.of(p, conv.taps());
        BiasAct act = BiasAct.of(Activation.LINEAR).clampedTo(clamp);
        return new ToRgb(bias, fir, ModulatedConv2d.of(p.in("conv"), conv), act);
    }

    /** x (B, in, H, W), style (B, style), coarser colours (B, colours, H or H/2, …) or null -> (B, colours, H, W). */
    public Tensor forward(Tensor x, Tensor style, @Nullable Tensor coarser) {
        Tensor own = conv.forward(x, style);
        // features may be rounded to bfloat16; colours of all levels are added up in the format of the weights
        Tensor y = act.applyToOwn(own.to(bias.scalar_type()), bias, 1);
        if (coarser == null) {
            return y;
        }
        boolean isSameSize = coarser.size(2) == y.size(2) && coarser.size(3) == y.size(3);
        return y.add(
                isSameSize
                        ? coarser
                        : Autocast.exact(
                                x.device().type(),
                                () -> UpFirDn.enlarging(fir, 2, UpFirDn.Padding.all(0))
                                        .apply(coarser, fir)));
    }
}

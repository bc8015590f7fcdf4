// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;

/**
 * The first block of the decoder, at the encoder's coarsest level.
 *
 * @param conv0 checkpoint name {@code conv0}; a plain convolution, since there is nothing to double
 * @param conv1 checkpoint name {@code conv1}
 * @param toRgb checkpoint name {@code toRGB}
 */
public record BottomBlock(Conv2dLayer conv0, StyleConv conv1, ToRgb toRgb) {
    /** Takes {@code conv0}, {@code conv1} and {@code toRGB} from {@code p}. */
    public static BottomBlock of(ParameterScope p, DecoderBlock.Spec s) {
        ModulatedConv2d.Spec plain = s.conv(s.in());
        return new BottomBlock(
                Conv2dLayer.of(p.in("conv0"), Conv2dLayer.Spec.lrelu3(s.in(), s.in())),
                StyleConv.of(p.in("conv1"), StyleConv.Spec.of(plain, s.noiseSide())),
                ToRgb.of(p.in("toRGB"), s.out(), s.colours(), s.style()));
    }

    /** x (B, in, H, W) and the encoder's features of the same shape -> (B, out, H, W) and its colours. */
    public DecoderBlock.Level forward(Tensor x, Tensor style, Tensor rgbStyle, Tensor skip, LayerNoise noise) {
        Tensor y = conv1.forward(conv0.forward(x).add(skip), style, noise);
        return new DecoderBlock.Level(y, toRgb.forward(y, rgbStyle, null));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;

/**
 * Two convolutions, the first of which sets channels and size.
 *
 * @param conv0 checkpoint name {@code conv0}
 * @param conv1 checkpoint name {@code conv1}
 */
public record EncoderBlock(Conv2dLayer conv0, Conv2dLayer conv1) {
    /** From an image: the first convolution is 1×1. */
    public static EncoderBlock fromImage(ParameterScope p, int in, int out) {
        return of(p, Conv2dLayer.Spec.of(in, out, 1).with(Activation.LRELU));
    }

    /** From the level above: the first convolution halves the image. */
    public static EncoderBlock halving(ParameterScope p, int in, int out) {
        return of(p, Conv2dLayer.Spec.lrelu3(in, out).with(Scale.DOWN));
    }

    private static EncoderBlock of(ParameterScope p, Conv2dLayer.Spec first) {
        return new EncoderBlock(
                Conv2dLayer.of(p.in("conv0"), first),
                Conv2dLayer.of(p.in("conv1"), Conv2dLayer.Spec.lrelu3(first.out(), first.out())));
    }

    /** x (B, in, H, W) -> (B, out, H', W'). */
    public Tensor forward(Tensor x) {
        return conv1.forward(conv0.forward(x));
    }
}

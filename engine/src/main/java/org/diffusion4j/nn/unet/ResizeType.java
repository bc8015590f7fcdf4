// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;

import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.EnlargingConv2d;
import org.diffusion4j.nn.ParameterScope;

/** How stages that can choose go from one level to the next. */
public enum ResizeType implements LibraryName {
    /** A convolution of stride 2 down; a convolution after doubling up. */
    CONV {
        @Override
        Resize down(ParameterScope p, UNetStyle style, int channels) {
            int padding = style.downPadding();
            Conv2d conv = Conv2d.of(p.in("conv"), channels, channels, 3, 2, padding);
            return padding > 0
                    ? (h, told) -> conv.forward(h)
                    : (h, told) -> conv.forward(constant_pad_nd(h, 0, 1, 0, 1)); // right and below only
        }

        @Override
        Resize up(ParameterScope p, UNetStyle style, int channels) {
            Conv2d conv = Conv2d.same(p.in("conv"), channels, channels, 3);
            EnlargingConv2d larger = EnlargingConv2d.of(p, conv, channels);
            return (h, told) -> larger.forward(h);
        }
    },
    /** A residual block whose features are resampled. */
    RESNET {
        @Override
        Resize down(ParameterScope p, UNetStyle style, int channels) {
            return new ResidualBlock(p, style.residual(channels, channels).withResample(Resample.MEAN_DOWN));
        }

        @Override
        Resize up(ParameterScope p, UNetStyle style, int channels) {
            return new ResidualBlock(p, style.residual(channels, channels).withResample(Resample.NEAREST_UP));
        }
    };

    abstract Resize down(ParameterScope p, UNetStyle style, int channels);

    abstract Resize up(ParameterScope p, UNetStyle style, int channels);
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.conv_transpose2d;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.tensor.Tensors;

/** Ways of halving and doubling height and width that have no parameters. */
enum Resample {
    /** The size stays. */
    NONE {
        @Override
        Tensor of(Tensor x) {
            return x;
        }
    },
    /** The mean of each square of four pixels. */
    MEAN_DOWN {
        @Override
        Tensor of(Tensor x) {
            return avg_pool2d(x, TWO);
        }
    },
    /** Each pixel becomes a square of four. */
    NEAREST_UP {
        @Override
        Tensor of(Tensor x) {
            return upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3));
        }
    },
    /** Smoothed by (1 3 3 1)/8 along both axes, then every second pixel (Karras et al. 2020; Song et al. 2021). */
    FIR_DOWN {
        @Override
        Tensor of(Tensor x) {
            long channels = x.size(1);
            return conv2d(x, taps(x, 1), new TensorOptional(), TWO, ONE, ONE, channels);
        }
    },
    /** Zeros between the pixels, then smoothed with four times those weights, which keeps the mean. */
    FIR_UP {
        @Override
        Tensor of(Tensor x) {
            long channels = x.size(1);
            // the adjoint of FIR_DOWN: scattering each pixel is the same sum as gathering among inserted zeros
            return conv_transpose2d(x, taps(x, 4), new TensorOptional(), TWO, ONE, new long[2], channels, ONE);
        }
    };

    private static final long[] ONE = {1, 1};
    private static final long[] TWO = {2, 2};
    private static final float[] LINE = {1, 3, 3, 1};

    /** x (B, C, H, W) -> (B, C, H', W'). */
    abstract Tensor of(Tensor x);

    /** The square of the line's weights, one for each channel of x: (C, 1, 4, 4), of sum {@code gain}. */
    private static Tensor taps(Tensor x, float gain) {
        float[] square = new float[16];
        for (int i = 0; i < square.length; i++) {
            square[i] = gain * LINE[i / 4] * LINE[i % 4] / 64;
        }
        return Tensors.on(x.device(), Tensors.of(square, 1, 1, 4, 4)).expand(x.size(1), 1, 4, 4);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.conv_transpose2d;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.nn.OneTimeKernel;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of an image that is first doubled, halved or left alone, with zeros around it.
 *
 * <p>Filter and convolution are linear and commute, so each is done where there is least to do: a doubling convolution
 * scatters the small image first and filters the large result; a halving 1×1 convolution drops pixels while it filters.
 */
final class ResampledConv {
    private static final TensorOptional NO_BIAS = new TensorOptional();
    private static final long[] NO_PADDING = {0, 0};
    private static final long[] ONE = {1, 1};
    private static final long[] TWO = {2, 2};
    private static final int FACTOR = 2;

    private ResampledConv() {}

    /**
     * x (B, in, H, W), weight (out, in, k, k) with k odd, bias (out) or null -> (B, out, H', W'), a tensor that nobody
     * else reads.
     */
    static Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias, Fir fir, Scale scale) {
        return switch (scale) {
            case SAME -> OneTimeKernel.convolution(x, weight, bias);
            case DOWN -> down(x, weight, bias, fir);
            case UP -> {
                Tensor y = up(x, weight, fir);
                yield bias == null ? y : y.add_(BiasAct.along(bias, 1, 4));
            }
        };
    }

    private static Tensor down(Tensor x, Tensor weight, @Nullable Tensor bias, Fir fir) {
        int pad = (int) weight.size(-1) / 2;
        if (pad == 0) {
            Tensor small =
                    UpFirDn.shrinking(fir, FACTOR, UpFirDn.Padding.all(0)).apply(x, fir);
            return OneTimeKernel.convolution(small, weight, bias);
        }
        UpFirDn smooth = UpFirDn.PLAIN.padded(
                UpFirDn.shrinking(fir, FACTOR, UpFirDn.Padding.all(pad)).pad());
        return conv2d(smooth.apply(x, fir), weight, optional(bias), TWO, NO_PADDING, ONE, 1);
    }

    private static Tensor up(Tensor x, Tensor weight, Fir fir) {
        int k = (int) weight.size(-1);
        // scattering places w[j] at 2i + j, where gathering reads it at 2i − j: hence the flip, and out and in
        // exchanged
        Tensor scattered = conv_transpose2d(
                x, weight.flip(2, 3).transpose(0, 1), NO_BIAS, TWO, NO_PADDING, NO_PADDING, 1, ONE); // 2H − 2 + k
        UpFirDn enlarging = UpFirDn.enlarging(fir, FACTOR, UpFirDn.Padding.all(k / 2));
        // what the scattering has around the image already, and the last zero that it has not
        UpFirDn.Padding done = new UpFirDn.Padding(1 - k, 2 - k, 1 - k, 2 - k);
        return UpFirDn.PLAIN
                .padded(enlarging.pad().plus(done))
                .times(enlarging.gain())
                .apply(scattered, fir);
    }

    private static TensorOptional optional(@Nullable Tensor bias) {
        return bias == null ? NO_BIAS : new TensorOptional(bias);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.tensor.Autocast;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions that keep a picture's size and linear layers, with a kernel or weight that is made for one call, as that of a
 * modulated or a scaled layer is.
 */
public final class OneTimeKernel {
    /** Pairs of channels for each tile above which to transform the kernel takes what is spared. */
    private static final int MOST_PAIRS = 200;

    /** Multiplications below which a linear layer begins sooner as a product of matrices. */
    private static final double LEAST_LINEAR = 4e6;

    /** Axes of tokens: windows, tokens, channels. */
    private static final int TOKENS = 3;

    /** Axes of vectors of images: images, channels. */
    private static final int VECTORS = 2;

    private static final long[] ONE = {1, 1};

    private OneTimeKernel() {}

    /**
     * x (B, in, H, W) -> (B, out, H, W), by {@link Winograd} where that is faster and nothing will be differentiated.
     *
     * @param weight (out, in, k, k) with k odd
     * @param bias (out), or null
     */
    public static Tensor convolution(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return isFiltered(x, weight) ? filtered(x, weight, bias) : plain(x, weight, bias);
    }

    /**
     * x (…, in) -> (…, out). Many tokens (windows, N, in) of a network that is asked pass it as pixels of a convolution: that runs on
     * all threads, a product of matrices on one. One vector for each image, (B, in), passes it in the format of the weight where
     * all else is rounded to bfloat16: what decides over a whole image stays exact, and the weight is read once in place of
     * being rounded first.
     *
     * @param weight (out, in)
     * @param bias (out), or none
     */
    public static Tensor linear(Tensor x, Tensor weight, TensorOptional bias) {
        if (x.dim() == VECTORS) {
            Tensor vectors = x.to(weight.scalar_type());
            return Autocast.exact(x.device().type(), () -> torch.linear(vectors, weight, bias));
        }
        return isPerPixel(x, weight) ? perPixel(x, weight, bias) : torch.linear(x, weight, bias);
    }

    static boolean isPerPixel(Tensor x, Tensor weight) {
        return PackedKernel.isFor(x)
                && !PackedKernel.isRounding()
                && x.dim() == TOKENS
                && torch.get_num_threads() > 1
                && (double) x.numel() * weight.size(0) >= LEAST_LINEAR;
    }

    private static Tensor perPixel(Tensor x, Tensor weight, TensorOptional bias) {
        Tensor pixels = x.unsqueeze(2).permute(0, 3, 1, 2); // (windows, in, N, 1)
        Tensor kernel = weight.unsqueeze(-1).unsqueeze(-1);
        return torch.conv2d(pixels, kernel, bias, ONE, new long[2], ONE, 1)
                .permute(0, 2, 3, 1)
                .squeeze(2);
    }

    static boolean isFiltered(Tensor x, Tensor weight) {
        int padding = (int) weight.size(2) / 2;
        long out = weight.size(0);
        long in = weight.size(1);
        return PackedKernel.isFor(x)
                && !PackedKernel.isRounding()
                && Winograd.isFor(weight, 1, padding)
                && Winograd.isForAsking(x, in, out)
                && WinogradTiles.of(x.shape()).count() * (long) MOST_PAIRS >= in * out
                && PackedKernel.isPossible()
                && WinogradTrial.isPassed();
    }

    static Tensor filtered(Tensor x, Tensor weight, @Nullable Tensor bias) {
        float[] added = bias == null ? new float[(int) weight.size(0)] : Tensors.floats(bias);
        return Temporaries.freedAfter(
                () -> Winograd.forward(x, added, block -> new IValue(Winograd.kernel(weight, block))));
    }

    static Tensor plain(Tensor x, Tensor weight, @Nullable Tensor bias) {
        long padding = weight.size(2) / 2;
        TensorOptional added = bias == null ? new TensorOptional() : new TensorOptional(bias);
        return torch.conv2d(x, weight, added, ONE, new long[] {padding, padding}, ONE, 1);
    }
}

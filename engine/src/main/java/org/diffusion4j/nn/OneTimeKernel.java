// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/** Convolutions that keep a picture's size, with a kernel that is made for one call, as that of a modulated layer is. */
public final class OneTimeKernel {
    /** Pairs of channels for each tile above which to transform the kernel takes what is spared. */
    private static final int MOST_PAIRS = 200;

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

    static boolean isFiltered(Tensor x, Tensor weight) {
        int padding = (int) weight.size(2) / 2;
        long out = weight.size(0);
        long in = weight.size(1);
        return PackedKernel.isFor(x)
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

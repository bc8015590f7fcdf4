// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.WorkCount;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Every pixel looks at every other one (Vaswani et al. 2017, over pixels as in Ho et al. 2020), and the result is added to
 * what came in. Parameter names: {@code group_norm}, {@code to_q}, {@code to_k}, {@code to_v}, {@code to_out.0}.
 */
final class SpatialAttention {
    private final int heads;
    private final int headDim;
    private final double scale;
    private final @Nullable GroupNorm norm;
    private final Linear query, key, value, out;

    /**
     * Takes its parameters from {@code p}.
     *
     * @param channels of the features
     * @param style says the width of a head and the epsilon
     * @param groups of the normalisation before; none if absent
     * @param scale the sum is divided by it
     */
    SpatialAttention(ParameterScope p, int channels, UNetStyle style, Optional<Integer> groups, double scale) {
        headDim = style.headDim().orElse(channels);
        heads = channels / headDim;
        if (heads < 1) {
            throw ConfigException.naming(
                    "%s %d is wider than a level of %d channels with attention. Give at most %d, or null for one head.",
                    new KeyName("attentionHeadDim"), headDim, channels, channels);
        }
        this.scale = scale;
        norm = groups.map(n -> GroupNorm.of(p.in("group_norm"), channels, n, style.epsilon()))
                .orElse(null);
        int inner = heads * headDim;
        query = Linear.of(p.in("to_q"), channels, inner);
        key = Linear.of(p.in("to_k"), channels, inner);
        value = Linear.of(p.in("to_v"), channels, inner);
        out = Linear.of(p.in("to_out").in("0"), inner, channels);
    }

    /** x (B, C, H, W) -> the same shape. */
    Tensor forward(Tensor x) {
        return Temporaries.freedAfter(() -> {
            // pixel by pixel in memory: what the convolutions and the fused kernel take without a copy
            Tensor h = (norm == null ? x : norm.forward(x)).contiguous(MemoryFormat.ChannelsLast);
            WorkCount.attention(h.size(0), h.size(2) * h.size(3), h.size(1), (long) heads * headDim);
            Tensor seen = scaled_dot_product_attention(
                    heads(perPixel(query, h)), heads(perPixel(key, h)), heads(perPixel(value, h)));
            Tensor joined = seen.transpose(1, 2).reshape(h.size(0), h.size(2), h.size(3), (long) heads * headDim);
            Tensor sum = perPixel(out, joined.permute(0, 3, 1, 2)).add_(x);
            return scale == 1 ? sum : sum.div_(Tensors.scalar(scale));
        });
    }

    /** (B, heads · headDim, H, W) -> (B, heads, H·W, headDim). */
    private Tensor heads(Tensor x) {
        return x.permute(0, 2, 3, 1).reshape(x.size(0), -1, heads, headDim).transpose(1, 2);
    }

    /** A linear layer over the channels of each pixel. As a convolution it is faster than as a product of matrices. */
    private static Tensor perPixel(Linear layer, Tensor x) {
        Tensor kernel = layer.weight().unsqueeze(-1).unsqueeze(-1); // (out, in, 1, 1)
        return conv2d(x, kernel, layer.bias(), new long[] {1, 1}, new long[2], new long[] {1, 1}, 1);
    }
}

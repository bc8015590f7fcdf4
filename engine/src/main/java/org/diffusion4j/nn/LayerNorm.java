// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Normalisation of each row over its last axis (Ba et al. 2016).
 *
 * @param weight (size), checkpoint name {@code weight}
 * @param bias (size), checkpoint name {@code bias}
 * @param size numbers of one row
 * @param epsilon added to the variance
 */
public record LayerNorm(TensorOptional weight, TensorOptional bias, long size, double epsilon) {
    /** Takes {@code weight} (ones) and {@code bias} (zeros) from {@code p}. */
    public static LayerNorm of(ParameterScope p, long size, double epsilon) {
        return new LayerNorm(
                new TensorOptional(p.trained("weight", Init.ONES, size)),
                new TensorOptional(p.trained("bias", Init.ZEROS, size)),
                size,
                epsilon);
    }

    /** x (…, size) -> the same shape. */
    public Tensor forward(Tensor x) {
        return WorkCount.norm(x, torch.layer_norm(x, new long[] {size}, weight, bias, epsilon, false));
    }

    /** Over the channels of each pixel: x (B, size, H, W) -> the same shape. */
    public Tensor overChannels(Tensor x) {
        return forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
    }
}

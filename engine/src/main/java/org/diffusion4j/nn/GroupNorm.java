// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.ConfigException;

/**
 * Normalisation over groups of channels (Wu and He 2018).
 *
 * @param weight (C), checkpoint name {@code weight}
 * @param bias (C), checkpoint name {@code bias}
 * @param groups C is a multiple of it
 * @param epsilon added to the variance
 */
public record GroupNorm(TensorOptional weight, TensorOptional bias, int groups, double epsilon) {
    /**
     * Takes {@code weight} (ones) and {@code bias} (zeros) from {@code p}; epsilon is 1e-5, PyTorch's.
     *
     * @throws ConfigException if channels is no multiple of groups
     */
    public static GroupNorm of(ParameterScope p, long channels, int groups) {
        return of(p, channels, groups, 1e-5);
    }

    /** The same with another epsilon. */
    public static GroupNorm of(ParameterScope p, long channels, int groups, double epsilon) {
        if (groups < 1 || channels % groups != 0) {
            long nearest = Math.max(1, Math.round((double) channels / Math.max(1, groups))) * Math.max(1, groups);
            throw new ConfigException(
                    "a layer of %d channels cannot be normalised in %d groups. Give a width that is a multiple of %d, for example %d."
                            .formatted(channels, groups, groups, nearest));
        }
        return new GroupNorm(
                new TensorOptional(p.trained("weight", Init.ONES, channels)),
                new TensorOptional(p.trained("bias", Init.ZEROS, channels)),
                groups,
                epsilon);
    }

    /** x (B, C, …) -> the same shape. */
    public Tensor forward(Tensor x) {
        return WorkCount.norm(x, torch.group_norm(x, groups, weight, bias, epsilon, false));
    }
}

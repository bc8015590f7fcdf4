// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.tensor.Temporaries;

/**
 * Normalisation over groups of channels (Wu and He 2018).
 *
 * @param weight (C), checkpoint name {@code weight}
 * @param bias (C), checkpoint name {@code bias}
 * @param groups C is a multiple of it
 * @param epsilon added to the variance
 */
public record GroupNorm(TensorOptional weight, TensorOptional bias, int groups, double epsilon) {
    private static final int PICTURES = 4;

    /** Channels of a group from which on the operators in bfloat16 are quick, with vectors of 512 bits too. */
    private static final int VECTOR = 16;

    /** Pixels from which on the forward operator goes by rows of channels, not by groups. */
    private static final int LEAST_PIXELS = 1024;

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

    /** x (B, C, …) -> the same shape and format. */
    public Tensor forward(Tensor x) {
        return forward(x, UnaryOperator.identity());
    }

    /** The same, and then {@code after}, which may write over what it gets and is computed in the format of the normalisation. */
    public Tensor forward(Tensor x, UnaryOperator<Tensor> after) {
        return isQuickerInFloat32(x) ? inFloat32(x, after) : after.apply(of(x));
    }

    private Tensor of(Tensor x) {
        return WorkCount.norm(x, torch.group_norm(x, groups, weight, bias, epsilon, false));
    }

    private Tensor inFloat32(Tensor x, UnaryOperator<Tensor> after) {
        return Temporaries.freedAfter(() -> after.apply(Temporaries.insteadOf(x.to(ScalarType.Float), this::of))
                .to(x.scalar_type()));
    }

    /**
     * Whether the library's operators would go through x number by number: in bfloat16 those for pictures do where a group of a
     * channels-last picture is narrower than a vector of theirs, on the way back in any case and forward where the picture is small.
     */
    private boolean isQuickerInFloat32(Tensor x) {
        return x.scalar_type().intern() == ScalarType.BFloat16
                && x.is_cpu()
                && x.dim() == PICTURES
                && x.size(1) / groups < VECTOR
                && (x.requires_grad() || x.size(2) * x.size(3) < LEAST_PIXELS);
    }
}

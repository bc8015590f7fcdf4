// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.bytedeco.pytorch.global.torch.maximum;
import static org.bytedeco.pytorch.global.torch.minimum;
import static org.bytedeco.pytorch.global.torch.quantile;

import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.tensor.Tensors;

/** What is done to the estimate of the clean sample before it is used. */
@FunctionalInterface
public interface Clip {
    /** Nothing. */
    Clip NONE = x0 -> x0;

    /** The estimate to go on with, shaped like {@code x0}. */
    Tensor apply(Tensor x0);

    /**
     * Clamps to [−range, range].
     *
     * @throws ConfigException if range is not above 0
     */
    static Clip to(double range) {
        if (!(range > 0)) {
            throw new ConfigException(
                    "the clipping range must be above 0 but was %s. Pictures use 1.".formatted(range));
        }
        return x0 -> x0.clamp(new ScalarOptional(Tensors.scalar(-range)), new ScalarOptional(Tensors.scalar(range)));
    }

    /**
     * Dynamic thresholding (Saharia et al. 2022, section 2.3): each sample is clamped to ±q and divided by q, where q is
     * the given quantile of its magnitudes, raised to 1 and then lowered to {@code most}.
     *
     * @param ratio of the quantile, in [0, 1]
     * @param most above 0; up to 1 every sample is clamped to ±most and scaled to [−1, 1]
     * @throws ConfigException if ratio or most lies outside its range
     */
    static Clip dynamic(double ratio, double most) {
        if (!(ratio >= 0 && ratio <= 1 && most > 0)) {
            throw new ConfigException(
                    "dynamic thresholding was given the quantile %s and the bound %s; the first must lie in [0, 1] and the second above 0. Usual are 0.995 and 1."
                            .formatted(ratio, most));
        }
        return x0 -> {
            long rows = x0.size(0);
            long[] column = new long[Math.toIntExact(x0.dim())];
            Arrays.fill(column, 1);
            column[0] = rows;
            Tensor magnitudes = x0.abs().reshape(rows, -1);
            Tensor q = quantile(magnitudes, ratio, new LongOptional(1), true, "linear")
                    .clamp(
                            new ScalarOptional(Tensors.scalar(Math.min(1, most))),
                            new ScalarOptional(Tensors.scalar(most)))
                    .reshape(column);
            return maximum(minimum(x0, q), q.neg()).div(q);
        };
    }
}

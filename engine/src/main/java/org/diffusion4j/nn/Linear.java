// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * y = x Wᵀ + b over the last axis.
 *
 * @param weight (out, in), checkpoint name {@code weight}
 * @param bias (out), checkpoint name {@code bias}
 */
public record Linear(Tensor weight, TensorOptional bias) {
    /** Takes {@code weight} and {@code bias} from {@code p}; first values U(-1/√in, 1/√in) as PyTorch's. */
    public static Linear of(ParameterScope p, long in, long out) {
        Init rule = Init.uniform(1 / Math.sqrt((double) in));
        Tensor weight = p.trained("weight", rule, out, in);
        return new Linear(weight, new TensorOptional(p.trained("bias", rule, out)));
    }

    /** x (…, in) -> (…, out). */
    public Tensor forward(Tensor x) {
        return WorkCount.layer(x, weight, torch.linear(x, weight, bias));
    }
}

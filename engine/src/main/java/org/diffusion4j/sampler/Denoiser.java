// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import org.bytedeco.pytorch.Tensor;

/** Any function that a sampler can ask: a network, a guided pair of evaluations, a formula. */
@FunctionalInterface
public interface Denoiser {
    /** xT float64 (B, …) and the time of {@link Sampler#time} -> the raw output, any floating dtype, shaped like xT. */
    Tensor evaluate(Tensor xT, double time);
}

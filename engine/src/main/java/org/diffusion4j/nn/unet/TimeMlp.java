// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import static org.bytedeco.pytorch.global.torch.silu;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;

/**
 * Two linear layers with SiLU between them. Parameter names: {@code linear_1}, {@code linear_2}.
 *
 * @param first (embedding, width of the projection)
 * @param second (embedding, embedding)
 */
public record TimeMlp(Linear first, Linear second) {
    /** Takes its parameters from {@code p}. */
    public static TimeMlp of(ParameterScope p, int in, int embedding) {
        return new TimeMlp(
                Linear.of(p.in("linear_1"), in, embedding), Linear.of(p.in("linear_2"), embedding, embedding));
    }

    /** projection (N, in) -> (N, embedding). */
    public Tensor forward(Tensor projection) {
        return second.forward(silu(first.forward(projection)));
    }
}

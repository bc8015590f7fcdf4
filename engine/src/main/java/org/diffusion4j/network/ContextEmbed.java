// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.bytedeco.pytorch.global.torch.gelu;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;

/** A few numbers as one number per channel: linear, GELU, linear. Checkpoint names: {@code model.0}, {@code model.2}. */
final class ContextEmbed {
    private final Linear first, second;

    ContextEmbed(ParameterScope p, int in, int out) {
        first = Linear.of(p.in("model").in("0"), in, out);
        second = Linear.of(p.in("model").in("2"), out, out);
    }

    /** values (B, in) -> (B, out, 1, 1), to be spread over pixels. */
    Tensor forward(Tensor values) {
        return second.forward(gelu(first.forward(values))).unsqueeze(-1).unsqueeze(-1);
    }
}

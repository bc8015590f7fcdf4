// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.diffusion4j.tensor.Temporaries.insteadOf;
import static org.diffusion4j.tensor.Temporaries.joined;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ConvTranspose2d;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;

/**
 * The way up beside the skip of the same size: twice the height and width, then two blocks. Checkpoint names: {@code
 * model.0} (transposed convolution), {@code model.1}, {@code model.2}.
 */
final class ContextUp {
    private final ConvTranspose2d enlarge;
    private final ContextConvBlock first, second;

    ContextUp(ParameterScope p, int in, int out, ContextNorm norm) {
        enlarge = ConvTranspose2d.of(p.in("model").in("0"), in, out, 2);
        first = new ContextConvBlock(p.in("model").in("1"), out, out, norm);
        second = new ContextConvBlock(p.in("model").in("2"), out, out, norm);
    }

    /** x and skip, which both end here, (B, a, H, W) and (B, b, H, W) with a + b = in -> (B, out, 2H, 2W). */
    Tensor forward(Tensor x, Tensor skip, boolean isTraining) {
        return Temporaries.freedAfter(() -> {
            Tensor h = insteadOf(joined(x, skip), enlarge::forward);
            h = insteadOf(h, larger -> first.forward(larger, isTraining));
            return insteadOf(h, once -> second.forward(once, isTraining));
        });
    }
}

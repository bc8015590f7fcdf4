// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.bytedeco.pytorch.global.torch.max_pool2d;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;

/** Two blocks, then half the height and width. Checkpoint names: {@code model.0}, {@code model.1}. */
final class ContextDown {
    private final ContextConvBlock first, second;

    ContextDown(ParameterScope p, int in, int out, ContextNorm norm) {
        first = new ContextConvBlock(p.in("model").in("0"), in, out, norm);
        second = new ContextConvBlock(p.in("model").in("1"), out, out, norm);
    }

    /** x (B, in, H, W) -> (B, out, H/2, W/2). */
    Tensor forward(Tensor x, boolean isTraining) {
        return Temporaries.freedAfter(() -> max_pool2d(second.forward(first.forward(x, isTraining), isTraining), 2, 2));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.bytedeco.pytorch.global.torch.gelu;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;

/** Convolution, normalisation, GELU, twice. Checkpoint names: {@code conv1.0}, {@code conv1.1}, {@code conv2.0}, {@code conv2.1}. */
final class ContextConvBlock {
    private final Conv2d conv1, conv2;
    private final ContextNorm.Layer norm1, norm2;

    ContextConvBlock(ParameterScope p, int in, int out, ContextNorm norm) {
        conv1 = Conv2d.same(p.in("conv1").in("0"), in, out, 3);
        norm1 = norm.layer(p.in("conv1").in("1"), out);
        conv2 = Conv2d.same(p.in("conv2").in("0"), out, out, 3);
        norm2 = norm.layer(p.in("conv2").in("1"), out);
    }

    /** x (B, in, H, W) -> (B, out, H, W). */
    Tensor forward(Tensor x, boolean isTraining) {
        return Temporaries.freedAfter(() -> {
            Tensor h = gelu(norm1.forward(conv1.forward(x), isTraining));
            return gelu(norm2.forward(conv2.forward(h), isTraining));
        });
    }
}

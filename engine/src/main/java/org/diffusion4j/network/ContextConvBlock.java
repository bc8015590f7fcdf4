// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.diffusion4j.tensor.Temporaries.insteadOf;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;

/** Convolution, normalisation, GELU, twice. Checkpoint names: {@code conv1.0}, {@code conv1.1}, {@code conv2.0}, {@code conv2.1}. */
final class ContextConvBlock {
    private final ContextNorm.Layer first, second;

    ContextConvBlock(ParameterScope p, int in, int out, ContextNorm norm) {
        first = layer(p.in("conv1"), in, out, norm);
        second = layer(p.in("conv2"), out, out, norm);
    }

    private static ContextNorm.Layer layer(ParameterScope p, int in, int out, ContextNorm norm) {
        Conv2d convolution = Conv2d.same(p.in("0"), in, out, 3);
        return norm.layer(p.in("1"), out, convolution);
    }

    /** x (B, in, H, W) -> (B, out, H, W). */
    Tensor forward(Tensor x, boolean isTraining) {
        return Temporaries.freedAfter(
                () -> insteadOf(first.forward(x, isTraining), h -> second.forward(h, isTraining)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.diffusion4j.tensor.Temporaries.insteadOf;

import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.InPlace;
import org.diffusion4j.nn.LayerNorm;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.PackedKernel.After;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;

/**
 * Two convolutions side by side, one of them scaled by the time, added, normalised over the channels of each pixel.
 * Checkpoint names: {@code conv_param}, {@code time}, {@code conv_out}, {@code norm}.
 */
class TimeBlock {
    final Conv2d scaled, plain;
    private final Linear time;
    private final LayerNorm norm;

    TimeBlock(ParameterScope p, int in, int width, int timeWidth) {
        scaled = KerasLayers.convolution(p.in("conv_param"), in, width, 3);
        time = KerasLayers.dense(p.in("time"), timeWidth, width);
        plain = KerasLayers.convolution(p.in("conv_out"), in, width, 3);
        norm = KerasLayers.norm(p.in("norm"), width);
    }

    /** x (B, in, H, W), e (B | 1, time width) -> (B, width, H, W). */
    Tensor forward(Tensor x, Tensor e) {
        return combined(after -> scaled.forward(x, after), after -> plain.forward(x, after), e);
    }

    /** What the two convolutions give, scaled and added. */
    final Tensor combined(Function<After, Tensor> scaling, Function<After, Tensor> adding, Tensor e) {
        return Temporaries.freedAfter(() -> {
            Tensor gate = InPlace.relu(time.forward(e)).unsqueeze(-1).unsqueeze(-1); // (B | 1, width, 1, 1)
            Tensor sum = InPlace.addProduct(adding.apply(After.NONE), scaling.apply(After.RELU), gate);
            return insteadOf(sum, all -> InPlace.relu(norm.overChannels(all)));
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.tensor.Autocast;
import org.diffusion4j.tensor.Tensors;

/**
 * A network whose convolutions and matrix products compute in bfloat16 while its weights, their gradients and its output
 * stay as they are, float32 in training (Micikevicius et al. 2018, section 3.1). On processors with bf16 instructions this is faster; on others
 * slower.
 */
public record MixedPrecision(Network network) implements Network {
    @Override
    public Tensor forward(Tensor xT, Tensor time, Condition condition) {
        return Autocast.rounding(xT.device().type(), () -> Tensors.toFloat(network.forward(xT, time, condition)));
    }

    @Override
    public Network training(Dropout dropout) {
        return new MixedPrecision(network.training(dropout));
    }
}

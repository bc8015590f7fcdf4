// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.data.Condition;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.tensor.Tensors;

/**
 * A network whose convolutions and matrix products compute in bfloat16 while its weights, their gradients and its output
 * stay float32 (Micikevicius et al. 2018, section 3.1). On processors with bf16 instructions this is faster; on others
 * slower.
 */
public record MixedPrecision(Network network) implements Network {
    @Override
    public Tensor forward(Tensor xT, Tensor time, Condition condition) {
        var device = xT.device().type();
        boolean cached = torch.is_autocast_cache_enabled();
        torch.set_autocast_dtype(device, ScalarType.BFloat16);
        torch.set_autocast_cache_enabled(false); // each weight is read once in a pass
        torch.set_autocast_enabled(device, true);
        try {
            return Tensors.toFloat(network.forward(xT, time, condition));
        } finally {
            torch.set_autocast_enabled(device, false);
            torch.set_autocast_cache_enabled(cached);
        }
    }

    @Override
    public Network training(Dropout dropout) {
        return new MixedPrecision(network.training(dropout));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.mat.EncoderBlock;
import org.diffusion4j.tensor.Temporaries;

/** From an image to features at its own resolution, a half of it, …, down to the bottom. */
public final class Encoder {
    private final List<EncoderBlock> blocks = new ArrayList<>();

    /** Takes {@code EncConv_Block_RxR} from {@code p} for R from {@code resolution} down to {@code bottom}. */
    public Encoder(ParameterScope p, int in, ChannelTable channels, int resolution, int bottom) {
        for (int side = resolution; side >= bottom; side /= 2) {
            ParameterScope own = p.in("EncConv_Block_%dx%d".formatted(side, side));
            blocks.add(
                    side == resolution
                            ? EncoderBlock.fromImage(own, in, channels.at(side))
                            : EncoderBlock.halving(own, channels.at(2 * side), channels.at(side)));
        }
    }

    /** x (B, in, H, W) -> features of each level, the finest first. */
    public List<Tensor> forward(Tensor x) {
        List<Tensor> levels = new ArrayList<>();
        Tensor finer = x;
        for (EncoderBlock block : blocks) {
            Tensor input = finer;
            finer = Temporaries.freedAfter(() -> block.forward(input));
            levels.add(finer);
        }
        return levels;
    }
}

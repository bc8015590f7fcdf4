// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.mat.Activation;
import org.diffusion4j.nn.mat.Conv2dLayer;
import org.diffusion4j.nn.mat.DiscriminatorBlock;
import org.diffusion4j.nn.mat.MinibatchStd;
import org.jspecify.annotations.Nullable;

/** One branch of the discriminator: from an image and its mask to a few numbers. */
final class DiscriminatorBranch {
    private static final int LAST_SIDE = 4;

    private final Conv2dLayer fromRgb;
    private final List<DiscriminatorBlock> blocks = new ArrayList<>();
    private final @Nullable MinibatchStd spread;
    private final Conv2dLayer last;

    /**
     * Takes the numbered layers from {@code p}.
     *
     * @param channels at each resolution
     */
    DiscriminatorBranch(ParameterScope p, DiscriminatorConfig c, IntUnaryOperator channels) {
        int index = 0;
        fromRgb = Conv2dLayer.of(
                p.in(Integer.toString(index++)).in("conv"),
                Conv2dLayer.Spec.of(c.colours() + 1, channels.applyAsInt(c.resolution()), 1)
                        .with(Activation.LRELU));
        for (int side = c.resolution(); side > LAST_SIDE; side /= 2) {
            blocks.add(DiscriminatorBlock.of(
                    p.in(Integer.toString(index++)), channels.applyAsInt(side), channels.applyAsInt(side / 2)));
        }
        spread = c.groupChannels() == 0 ? null : new MinibatchStd(OptionalInt.of(c.group()), c.groupChannels());
        if (spread != null) {
            index++; // the layer has a number and no tensors
        }
        int out = channels.applyAsInt(LAST_SIDE);
        last = Conv2dLayer.of(p.in(Integer.toString(index)), Conv2dLayer.Spec.lrelu3(out + c.groupChannels(), out));
    }

    /** image (B, colours, R, R), known (B, 1, R, R) -> (B, channels · 16). */
    Tensor forward(Tensor image, Tensor known) {
        Tensor x = fromRgb.forward(Inputs.masked(known, image).contiguous(MemoryFormat.ChannelsLast));
        for (DiscriminatorBlock block : blocks) {
            x = block.forward(x);
        }
        Tensor compared = spread == null ? x : spread.forward(x);
        return last.forward(compared).flatten(1, -1);
    }

    /** How many numbers leave for a table of channels. */
    static int features(IntUnaryOperator channels) {
        return channels.applyAsInt(LAST_SIDE) * LAST_SIDE * LAST_SIDE;
    }

    /** Channels of the last level. */
    static int width(IntUnaryOperator channels) {
        return channels.applyAsInt(LAST_SIDE);
    }
}

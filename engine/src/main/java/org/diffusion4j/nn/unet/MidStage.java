// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.unet.MidBlockType.Middle;
import org.diffusion4j.tensor.Temporaries;
import org.jspecify.annotations.Nullable;

/** Two residual blocks around an attention. */
final class MidStage implements Stage {
    private final ResidualBlock first, second;
    private final @Nullable SpatialAttention attention;

    MidStage(ParameterScope p, UNetStyle style, int channels, Middle middle) {
        attention = middle.hasAttention()
                ? new SpatialAttention(
                        p.in("attentions").in("0"), channels, style, groups(style, channels, middle), middle.scale())
                : null;
        ResidualConfig block = style.residual(channels, channels).withScale(middle.scale());
        first = new ResidualBlock(p.in("resnets").in("0"), block);
        second = new ResidualBlock(p.in("resnets").in("1"), block);
    }

    /** With scale and shift the library leaves the normalisation out unless its groups are given. */
    private static Optional<Integer> groups(UNetStyle style, int channels, Middle middle) {
        return middle.attentionGroups()
                .or(() -> style.scaleShift() ? Optional.empty() : Optional.of(style.groups(channels)));
    }

    @Override
    public void pass(Passage passage, Told told) {
        Tensor h = first.forward(passage.features(), told);
        Tensor seen = attention == null ? h : Temporaries.insteadOf(h, attention::forward);
        passage.become(Temporaries.insteadOf(seen, last -> second.forward(last, told)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;
import org.jspecify.annotations.Nullable;

/** Residual blocks over the features and what waited for them, each with attention after it or none, then the next level. */
final class UpStage implements Stage {
    private final List<SpatialAttention> attentions = new ArrayList<>();
    private final List<ResidualBlock> blocks = new ArrayList<>();
    private final @Nullable Resize up;

    UpStage(ParameterScope p, UNetStyle style, Level level, boolean hasAttention, ResizeType resize) {
        int count = style.layers() + 1;
        for (int i = 0; hasAttention && i < count; i++) {
            Optional<Integer> groups = Optional.of(style.groups(level.out()));
            attentions.add(new SpatialAttention(p.in("attentions").in("" + i), level.out(), style, groups, 1));
        }
        for (int i = 0; i < count; i++) {
            int in = level.before(i) + level.joining(i, count);
            blocks.add(new ResidualBlock(p.in("resnets").in("" + i), style.residual(in, level.out())));
        }
        up = level.isLast() ? null : resize.up(p.in("upsamplers").in("0"), style, level.out());
    }

    @Override
    public void pass(Passage passage, Told told) {
        for (int i = 0; i < blocks.size(); i++) {
            int at = i;
            passage.become(Temporaries.freedAfter(() -> {
                Tensor h = blocks.get(at).forward(passage.joined(), told);
                return attentions.isEmpty() ? h : Temporaries.insteadOf(h, attentions.get(at)::forward);
            }));
        }
        if (up != null) {
            passage.become(Temporaries.insteadOf(passage.features(), h -> up.forward(h, told)));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;
import org.jspecify.annotations.Nullable;

/** Residual blocks, each with attention after it or none, and the step to the next level. Every result waits for the way up. */
final class DownStage implements Stage {
    private final List<SpatialAttention> attentions = new ArrayList<>();
    private final List<ResidualBlock> blocks = new ArrayList<>();
    private final @Nullable Resize down;

    DownStage(ParameterScope p, UNetStyle style, Level level, boolean hasAttention, ResizeType resize) {
        for (int i = 0; hasAttention && i < style.layers(); i++) {
            Optional<Integer> groups = Optional.of(style.groups(level.out()));
            attentions.add(new SpatialAttention(p.in("attentions").in("" + i), level.out(), style, groups, 1));
        }
        for (int i = 0; i < style.layers(); i++) {
            blocks.add(new ResidualBlock(p.in("resnets").in("" + i), style.residual(level.before(i), level.out())));
        }
        down = level.isLast() ? null : resize.down(p.in("downsamplers").in("0"), style, level.out());
    }

    @Override
    public void pass(Passage passage, Told told) {
        for (int i = 0; i < blocks.size(); i++) {
            Tensor h = blocks.get(i).forward(passage.features(), told);
            passage.keep(attentions.isEmpty() ? h : Temporaries.insteadOf(h, attentions.get(i)::forward));
        }
        if (down != null) {
            passage.keep(down.forward(passage.features(), told));
        }
    }
}

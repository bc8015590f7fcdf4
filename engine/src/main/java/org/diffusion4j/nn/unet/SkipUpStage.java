// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import static org.bytedeco.pytorch.global.torch.silu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;
import org.jspecify.annotations.Nullable;

/**
 * The way up of NCSN++ (Song et al. 2021, appendix H): residual blocks whose sums are divided by √2, a smooth doubling, and a
 * picture to which every level adds what it sees.
 */
final class SkipUpStage implements Stage {
    private final @Nullable SpatialAttention attention;
    private final List<ResidualBlock> blocks = new ArrayList<>();
    private final @Nullable Up up;

    /** What leads to the next level. */
    private record Up(ResidualBlock features, Conv2d toPicture, GroupNorm norm) {}

    SkipUpStage(ParameterScope p, UNetStyle style, Level level, boolean hasAttention) {
        int count = style.layers() + 1;
        int out = level.out();
        attention = hasAttention
                ? new SpatialAttention(
                        p.in("attentions").in("0"),
                        out,
                        style,
                        Optional.of(SkipDownStage.ATTENTION_GROUPS),
                        SkipDownStage.SCALE)
                : null;
        for (int i = 0; i < count; i++) {
            int before = level.before(i);
            int joining = level.joining(i, count);
            // the library takes the quarter of one part only where there is attention; checkpoints rely on it
            int groups = hasAttention ? Math.min(before + joining / 4, 32) : UNetStyle.quarter(before + joining);
            blocks.add(new ResidualBlock(
                    p.in("resnets").in("" + i), SkipDownStage.block(style, before + joining, out, groups)));
        }
        up = level.isLast() ? null : up(p, style, out);
    }

    private static Up up(ParameterScope p, UNetStyle style, int out) {
        ResidualConfig doubling = SkipDownStage.block(style, out, out, UNetStyle.quarter(out))
                .withResample(Resample.FIR_UP)
                .withShortcut();
        return new Up(
                new ResidualBlock(p.in("resnet_up"), doubling),
                Conv2d.same(p.in("skip_conv"), out, SkipDownStage.PICTURE, 3),
                GroupNorm.of(p.in("skip_norm"), out, UNetStyle.quarter(out), style.epsilon()));
    }

    @Override
    public void pass(Passage passage, Told told) {
        for (ResidualBlock block : blocks) {
            passage.become(Temporaries.freedAfter(() -> block.forward(passage.joined(), told)));
        }
        if (attention != null) {
            passage.become(Temporaries.insteadOf(passage.features(), attention::forward));
        }
        Tensor picture = passage.picture();
        Tensor grown = picture == null ? null : Resample.FIR_UP.of(picture);
        if (up != null) {
            Tensor seen = up.toPicture().forward(silu(up.norm().forward(passage.features())));
            passage.show(grown == null ? seen : grown.add(seen));
            passage.become(up.features().forward(passage.features(), told));
        } else if (grown != null) {
            passage.show(grown);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;
import org.jspecify.annotations.Nullable;

/**
 * The way down of NCSN++ (Song et al. 2021, appendix H): residual blocks whose sums are divided by √2, a smooth halving, and
 * the halved picture added to the features of each level.
 */
final class SkipDownStage implements Stage {
    /** Channels of the picture that goes along. */
    static final int PICTURE = 3;

    static final double SCALE = Math.sqrt(2);
    static final int ATTENTION_GROUPS = 32;

    private final List<SpatialAttention> attentions = new ArrayList<>();
    private final List<ResidualBlock> blocks = new ArrayList<>();
    private final @Nullable ResidualBlock down;
    private final @Nullable Conv2d fromPicture;

    SkipDownStage(ParameterScope p, UNetStyle style, Level level, boolean hasAttention) {
        int out = level.out();
        for (int i = 0; hasAttention && i < style.layers(); i++) {
            Optional<Integer> groups = Optional.of(ATTENTION_GROUPS);
            attentions.add(new SpatialAttention(p.in("attentions").in("" + i), out, style, groups, SCALE));
        }
        for (int i = 0; i < style.layers(); i++) {
            int in = level.before(i);
            blocks.add(new ResidualBlock(p.in("resnets").in("" + i), block(style, in, out, UNetStyle.quarter(in))));
        }
        down = level.isLast()
                ? null
                : new ResidualBlock(
                        p.in("resnet_down"),
                        block(style, out, out, UNetStyle.quarter(out))
                                .withResample(Resample.FIR_DOWN)
                                .withShortcut());
        fromPicture = level.isLast() ? null : Conv2d.same(p.in("skip_conv"), PICTURE, out, 1);
    }

    /** Residual blocks of skip stages normalise in groups of their own. */
    static ResidualConfig block(UNetStyle style, int in, int out, int groupsIn) {
        return style.residual(in, out)
                .withGroups(groupsIn, UNetStyle.quarter(out))
                .withScale(SCALE);
    }

    @Override
    public void pass(Passage passage, Told told) {
        for (int i = 0; i < blocks.size(); i++) {
            Tensor h = blocks.get(i).forward(passage.features(), told);
            passage.keep(attentions.isEmpty() ? h : Temporaries.insteadOf(h, attentions.get(i)::forward));
        }
        if (down != null && fromPicture != null) {
            Tensor h = down.forward(passage.features(), told);
            passage.show(Resample.FIR_DOWN.of(Objects.requireNonNull(passage.picture())));
            passage.keep(h.add(fromPicture.forward(Objects.requireNonNull(passage.picture()))));
        }
    }
}

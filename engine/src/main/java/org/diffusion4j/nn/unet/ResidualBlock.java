// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.InPlace;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation, activation, convolution, twice, with the embedding and dropout between and a way around it (Ho et al. 2020,
 * appendix B; the scale and shift of Dhariwal and Nichol 2021, section 3.1). Parameter names: {@code norm1}, {@code conv1}, {@code
 * time_emb_proj}, {@code norm2}, {@code conv2}, {@code conv_shortcut}.
 */
final class ResidualBlock implements Resize {
    private final ResidualConfig config;
    private final GroupNorm norm1, norm2;
    private final Conv2d conv1, conv2;
    private final @Nullable Conv2d shortcut;
    private final Linear projection;
    private final String name;

    ResidualBlock(ParameterScope p, ResidualConfig c) {
        config = c;
        norm1 = GroupNorm.of(p.in("norm1"), c.in(), c.groupsIn(), c.epsilon());
        conv1 = Conv2d.same(p.in("conv1"), c.in(), c.out(), 3);
        projection = Linear.of(p.in("time_emb_proj"), c.embedding(), c.scaleShift() ? 2L * c.out() : c.out());
        norm2 = GroupNorm.of(p.in("norm2"), c.out(), c.groupsOut(), c.epsilon());
        conv2 = Conv2d.same(p.in("conv2"), c.out(), c.out(), 3);
        name = p.name();
        shortcut = c.hasShortcut() ? Conv2d.same(p.in("conv_shortcut"), c.in(), c.out(), 1) : null;
    }

    /** x (B, in, H, W) -> (B, out, H', W'). */
    @Override
    public Tensor forward(Tensor x, Told told) {
        return Temporaries.freedAfter(() -> {
            Tensor h = Temporaries.insteadOf(
                    norm1.forward(x, config.activation()::over),
                    normed -> conv1.forward(config.resample().of(normed)));
            h = Temporaries.insteadOf(h, convolved -> shifted(convolved, told.embedding()));
            h = config.dropout() == 0 ? h : told.dropout().of(h, name, config.dropout());
            Tensor around = config.resample().of(x);
            Tensor sum = Temporaries.insteadOf(h, conv2::forward);
            sum = shortcut == null ? sum.add_(around) : shortcut.addedTo(sum, around);
            return config.scale() == 1 ? sum : sum.div_(Tensors.scalar(config.scale()));
        });
    }

    /** The second normalisation with the embedding of the time, activated. */
    private Tensor shifted(Tensor h, Tensor embedding) {
        Tensor e = projection.forward(embedding).unsqueeze(-1).unsqueeze(-1); // (B | 1, out or 2·out, 1, 1)
        if (!config.scaleShift()) {
            return norm2.forward(InPlace.add(h, e), config.activation()::over);
        }
        Tensor scale = Tensors.plus(e.narrow(1, 0, config.out()), 1);
        return config.activation().over(norm2.forward(h).mul(scale).add_(e.narrow(1, config.out(), config.out())));
    }
}

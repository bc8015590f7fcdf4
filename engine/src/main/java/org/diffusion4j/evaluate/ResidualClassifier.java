// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.bytedeco.pytorch.global.torch.silu;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;

/** Strided convolutions with residual blocks between; the features are 64 means over the last 4 x 4 pixels. */
final class ResidualClassifier implements ClassifierNet {
    static final int FEATURES = 64;

    private static final int GROUPS = 8;

    private final Conv2d stem, half, quarter;
    private final Block block1, block2;
    private final GroupNorm norm;
    private final Linear out;

    /** Normalise, activate, convolve, twice, beside the input itself. */
    private record Block(GroupNorm norm1, Conv2d conv1, GroupNorm norm2, Conv2d conv2) {
        static Block of(ParameterScope p, int channels) {
            return new Block(
                    GroupNorm.of(p.in("norm1"), channels, GROUPS),
                    Conv2d.same(p.in("conv1"), channels, channels, 3),
                    GroupNorm.of(p.in("norm2"), channels, GROUPS),
                    Conv2d.same(p.in("conv2"), channels, channels, 3));
        }

        Tensor forward(Tensor x) {
            return x.add(conv2.forward(silu(norm2.forward(conv1.forward(silu(norm1.forward(x)))))));
        }
    }

    ResidualClassifier(ParameterScope p, int classes) {
        stem = Conv2d.of(p.in("stem"), 3, 32, 3, 2, 1);
        block1 = Block.of(p.in("block1"), 32);
        half = Conv2d.of(p.in("half"), 32, FEATURES, 3, 2, 1);
        block2 = Block.of(p.in("block2"), FEATURES);
        quarter = Conv2d.of(p.in("quarter"), FEATURES, FEATURES, 3, 2, 1);
        norm = GroupNorm.of(p.in("norm"), FEATURES, GROUPS);
        out = Linear.of(p.in("out"), FEATURES, classes);
    }

    @Override
    public Tensor features(Tensor x) {
        Tensor h = block1.forward(stem.forward(x)); // (B, 32, 16, 16)
        h = block2.forward(half.forward(h)); // (B, 64, 8, 8)
        h = silu(norm.forward(quarter.forward(h))); // (B, 64, 4, 4)
        return h.mean(2, 3);
    }

    @Override
    public Tensor logits(Tensor features) {
        return out.forward(features);
    }
}

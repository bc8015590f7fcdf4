// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;

/** Convolutions with the largest of each 2 x 2 pixels kept, and two dense layers over what is left, place by place. */
final class PooledClassifier implements ClassifierNet {
    static final int FEATURES = 96;

    private static final int GROUPS = 8;
    private static final long[] TWO = {2, 2};

    private final Conv2d conv1, conv2, conv3;
    private final GroupNorm norm1, norm2, norm3;
    private final Linear hidden, out;

    PooledClassifier(ParameterScope p, int classes) {
        conv1 = Conv2d.of(p.in("conv1"), 3, 24, 5, 1, 2);
        norm1 = GroupNorm.of(p.in("norm1"), 24, GROUPS);
        conv2 = Conv2d.same(p.in("conv2"), 24, 48, 3);
        norm2 = GroupNorm.of(p.in("norm2"), 48, GROUPS);
        conv3 = Conv2d.same(p.in("conv3"), 48, 64, 3);
        norm3 = GroupNorm.of(p.in("norm3"), 64, GROUPS);
        hidden = Linear.of(p.in("hidden"), 64 * 4 * 4, FEATURES);
        out = Linear.of(p.in("out"), FEATURES, classes);
    }

    @Override
    public Tensor features(Tensor x) {
        Tensor h = relu(norm1.forward(max_pool2d(conv1.forward(x), TWO))); // (B, 24, 16, 16)
        h = relu(norm2.forward(max_pool2d(conv2.forward(h), TWO))); // (B, 48, 8, 8)
        h = relu(norm3.forward(max_pool2d(conv3.forward(h), TWO))); // (B, 64, 4, 4)
        return relu(hidden.forward(h.flatten(1, -1)));
    }

    @Override
    public Tensor logits(Tensor features) {
        return out.forward(features);
    }
}

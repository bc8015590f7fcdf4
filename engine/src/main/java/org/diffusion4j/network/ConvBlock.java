// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.diffusion4j.tensor.Temporaries.insteadOf;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.InPlace;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;
import org.jspecify.annotations.Nullable;

/**
 * Convolution, normalisation, SiLU, twice, with the embedding of time and class added between, and a shortcut around
 * it. Checkpoint names: {@code conv1}, {@code norm1}, {@code emb_proj}, {@code conv2}, {@code norm2}, and {@code skip}
 * where the number of channels changes.
 */
final class ConvBlock {
    static final int GROUPS = 8;

    private final Conv2d conv1, conv2;
    private final GroupNorm norm1, norm2;
    private final Linear projection;
    private final @Nullable Conv2d skip;

    ConvBlock(ParameterScope p, int in, int out, int embedding) {
        conv1 = Conv2d.same(p.in("conv1"), in, out, 3);
        norm1 = GroupNorm.of(p.in("norm1"), out, GROUPS);
        projection = Linear.of(p.in("emb_proj"), embedding, out);
        conv2 = Conv2d.same(p.in("conv2"), out, out, 3);
        norm2 = GroupNorm.of(p.in("norm2"), out, GROUPS);
        skip = in == out ? null : Conv2d.same(p.in("skip"), in, out, 1);
    }

    /** The same of an {@code x} that ends with it. */
    Tensor after(Tensor x, Tensor embedding) {
        return insteadOf(x, h -> forward(h, embedding));
    }

    /** x (B, in, H, W), activated embedding (B | 1, embedding) -> (B, out, H, W). */
    Tensor forward(Tensor x, Tensor embedding) {
        return Temporaries.freedAfter(() -> {
            Tensor told = projection.forward(embedding).unsqueeze(-1).unsqueeze(-1); // (B | 1, out, 1, 1)
            Tensor h = insteadOf(conv1.forward(x), c -> InPlace.add(norm1.forward(c, InPlace::silu), told));
            h = insteadOf(insteadOf(h, conv2::forward), c -> norm2.forward(c, InPlace::silu));
            return skip == null ? InPlace.add(h, x) : skip.addedTo(h, x);
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.tensor.Tensors;

/**
 * Appends channels that say how much the samples of a group differ, so that a discriminator sees a lack of variety
 * (Karras et al. 2018, "Progressive Growing of GANs", section 3). Samples of a group stand B/group apart.
 *
 * @param group samples compared with each other, at most; all of the batch if absent
 * @param channels appended, 1 or more; each from its share of the features
 */
public record MinibatchStd(OptionalInt group, int channels) {
    private static final double EPSILON = 1e-8;

    /** Checks the sizes. */
    public MinibatchStd {
        if (channels < 1 || group.orElse(1) < 1) {
            throw new ConfigException("channels %d and group %d must both be 1 or more. The usual values are 1 and 4."
                    .formatted(channels, group.orElse(1)));
        }
    }

    /** x (B, C, H, W) -> (B, C + channels, H, W). */
    public Tensor forward(Tensor x) {
        long batch = x.size(0);
        long size = Math.min(group.orElse((int) batch), batch);
        if (batch % size != 0 || x.size(1) % channels != 0) {
            throw new ShapeException(
                    "a batch of %d with %d channels cannot be compared in groups of %d by %d shares of its channels. Choose a batch that is a multiple of the group."
                            .formatted(batch, x.size(1), size, channels));
        }
        Tensor grouped = x.reshape(size, batch / size, channels, -1); // (G, B/G, F, c·H·W)
        // the mean of squares has a more accurate second derivative than var()
        Tensor variance = grouped.sub(grouped.mean(0).unsqueeze(0)).square().mean(0); // (B/G, F, c·H·W)
        Tensor spread = Tensors.plus(variance, EPSILON).sqrt().mean(2); // (B/G, F)
        Tensor map =
                spread.unsqueeze(-1).unsqueeze(-1).repeat(size, 1, 1, 1).expand(batch, channels, x.size(2), x.size(3));
        return cat(new TensorVector(x, map), 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/** The noise map that a style convolution adds, in units of its learned strength. */
@FunctionalInterface
public interface LayerNoise {
    /** The map stored with the layer: repeatable, and of the network's own size only. */
    LayerNoise CONSTANT = (stored, features) -> {
        if (stored.size(0) != features.size(2) || stored.size(1) != features.size(3)) {
            throw new ShapeException(
                    "the stored noise map %s does not fit features of %s. Constant noise works at the network's own resolution only: use random noise or none for other sizes."
                            .formatted(Shapes.text(stored.shape()), Shapes.text(features.shape())));
        }
        return stored;
    };

    /** Nothing is added. */
    LayerNoise NONE = (stored, features) -> null;

    /**
     * The map for one layer.
     *
     * @param stored the layer's constant map (H, W)
     * @param features what the map is added to, (B, C, H, W)
     * @return a map that broadcasts to (B, C, H, W), or null for nothing
     */
    @Nullable Tensor of(Tensor stored, Tensor features);
}

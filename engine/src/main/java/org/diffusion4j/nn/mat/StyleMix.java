// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.tensor.Tensors;

/**
 * Where features are kept and where the style takes their place: a map of 1 (features) and 0 (style). Official MAT draws a
 * new one for every forward, at inference too, so that a fixed latent still gives several fills.
 */
@FunctionalInterface
public interface StyleMix {
    /** Features everywhere: no style is mixed in. */
    StyleMix FEATURES_ONLY = (stage, features) -> torch.ones_like(features);

    /** Half of each everywhere: the mean of all maps. Repeatable, and not what the network was trained with. */
    StyleMix MEAN = (stage, features) -> torch.full_like(features, Tensors.scalar(0.5));

    /** The two places where styles are mixed in. */
    enum Stage {
        /** The middle of the transformer, features (B, tokens, dim). */
        FIRST,
        /** The bottom of the second stage, features (B, C, H, W). */
        SECOND
    }

    /** A map shaped like {@code features}. */
    Tensor map(Stage stage, Tensor features);

    /** The features, and where the map is 0 the style, which broadcasts to them. In their format. */
    default Tensor mixed(Stage stage, Tensor style, Tensor features) {
        Tensor keep = map(stage, features).to(features.scalar_type());
        return style.to(features.scalar_type()).lerp(features, keep);
    }
}

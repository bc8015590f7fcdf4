// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train.mat;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.network.mat.Generator;

/**
 * The random choices of one forward of the generator in training.
 *
 * @param z latents (B, latent)
 * @param second another set of latents that gives the styles from some row on, if styles are mixed
 * @param chance noise and style mix
 */
public record PhaseDraws(Tensor z, Optional<Second> second, Generator.Chance chance) {
    /**
     * The second set of latents.
     *
     * @param z (B, latent)
     * @param firstRow the first row of w that comes from it, 1 or more
     */
    public record Second(Tensor z, int firstRow) {}
}

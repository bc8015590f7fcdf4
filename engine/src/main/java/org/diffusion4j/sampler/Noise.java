// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import org.bytedeco.pytorch.Tensor;

/** Unit Gaussian noise by place: what a solver draws depends on where it draws, never on what was drawn before. */
@FunctionalInterface
public interface Noise {
    /** Gives zeros; for solvers that add none. */
    Noise NONE = (evaluation, draw, like) -> zeros_like(like);

    /**
     * Noise shaped and typed like {@code like}. It is neither changed nor kept: that of the next evaluation may stand in the
     * same memory.
     *
     * @param evaluation the network evaluation after which it is used, from 0
     * @param draw 0 for the first draw there, 1 for the second, …
     */
    Tensor unit(int evaluation, int draw, Tensor like);
}

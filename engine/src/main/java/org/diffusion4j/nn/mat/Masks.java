// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Tensors;

/** Arithmetic of masks: 1 known, 0 hole. */
final class Masks {
    private Masks() {}

    /** Counts as a mask: kept in [0, 1]. */
    static Tensor clamped(Tensor count) {
        return count.clamp(new ScalarOptional(Tensors.scalar(0)), new ScalarOptional(Tensors.scalar(1)));
    }
}

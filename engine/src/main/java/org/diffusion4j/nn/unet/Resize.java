// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import org.bytedeco.pytorch.Tensor;

/** The layer between two levels of a U-Net. */
@FunctionalInterface
interface Resize {
    /** h (B, C, H, W) -> (B, C, H', W'). */
    Tensor forward(Tensor h, Told told);
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

/** One level of a U-Net on the way down or up, or the middle. */
@FunctionalInterface
public interface Stage {
    /** Changes what passes through. */
    void pass(Passage passage, Told told);
}

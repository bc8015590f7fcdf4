// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.diffusion4j.tensor.Engine;

/** How the convolutions of a training step are computed. */
public enum ConvolutionAlgorithm {
    /** By the library's own operators. */
    DIRECT,

    /**
     * In float32 those with kernels of 3 x 3 and many channels by Winograd's minimal filtering, a quarter of the multiplications
     * and somewhat less exact, where operators have one thread; those of enlarged pictures from the small ones, as {@link
     * EnlargingConv2d} tells; in bfloat16 transposed ones and the gradients of small ones as products of matrices; the others directly.
     */
    WINOGRAD;

    /**
     * The faster one on this processor: in float32 by a trial of some milliseconds that is made once in a process.
     *
     * @param isRounded whether convolutions compute in bfloat16
     */
    public static ConvolutionAlgorithm fastest(boolean isRounded) {
        boolean isFaster = isRounded ? Engine.hasBfloat16() : WinogradTrial.isPassed();
        return PackedKernel.isPossible() && isFaster ? WINOGRAD : DIRECT;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

/** How the convolutions of a training step are computed. */
public enum ConvolutionAlgorithm {
    /** By the library's own, with every multiplication. */
    DIRECT,

    /**
     * In float32 those with kernels of 3 x 3 and many channels by Winograd's minimal filtering, a quarter of the multiplications
     * and somewhat less exact, where operators have one thread; those of enlarged pictures from the small ones, as {@link
     * EnlargingConv2d} tells; the others directly.
     */
    WINOGRAD;

    /** The faster one on this processor, by a trial of some milliseconds that is made once in a process. */
    public static ConvolutionAlgorithm fastest() {
        return PackedKernel.isPossible() && WinogradTrial.isPassed() ? WINOGRAD : DIRECT;
    }
}

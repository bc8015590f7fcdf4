// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

/** How a network sees its time, as diffusers calls it in small letters. */
public enum TimeEmbeddingType implements LibraryName {
    /** Sines and cosines at fixed frequencies. */
    POSITIONAL,
    /** Sines and cosines of the logarithm of a noise level; the output is divided by the level. */
    FOURIER,
    /** A table with a row for each step. */
    LEARNED
}

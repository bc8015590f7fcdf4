// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

/** What the embedding does in a residual block, as diffusers calls it in small letters. */
public enum TimeScaleShift implements LibraryName {
    /** It is added before the second normalisation. */
    DEFAULT,
    /** It scales and shifts the features after the second normalisation. */
    SCALE_SHIFT
}

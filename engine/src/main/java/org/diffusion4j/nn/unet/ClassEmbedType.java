// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

/** How a network sees a class where it has no table of classes, as diffusers calls it in small letters. */
public enum ClassEmbedType implements LibraryName {
    /** The class is a number that is embedded as times are. */
    TIMESTEP,
    /** The class is given as a vector of the embedding's width. */
    IDENTITY
}

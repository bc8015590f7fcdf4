// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

/** Which part of a set is meant. */
public enum Split {
    /** What is learned from. */
    TRAIN,
    /** What is never learned from, to measure on. */
    HELD_OUT,
    /** Both. */
    ALL
}

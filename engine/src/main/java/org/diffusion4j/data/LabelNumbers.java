// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

/** What the labels of a part of the classes mean. */
public enum LabelNumbers {
    /** The numbers of the whole set: label 3 stays 3, and the context has a place for every class of the set. */
    KEEP,
    /** 0, 1, … in the order in which the recipe names the classes. */
    REMAP
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

/** Python's {@code None} as a value that lists and maps may hold. */
public enum PickleNone {
    /** The one there is. */
    NONE
}

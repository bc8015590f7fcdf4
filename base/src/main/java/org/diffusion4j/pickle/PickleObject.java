// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

/** What a {@link PickleFunction} returns where the pickle hands the rest of an object's content over afterwards. */
public interface PickleObject {
    /**
     * Takes the content; a numpy array, for example, gets shape, type and bytes this way.
     *
     * @throws org.diffusion4j.error.FormatException if it does not fit, or comes twice
     */
    void accept(Object state);
}

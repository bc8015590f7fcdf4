// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

/** What is wrong with a pickle, as half a sentence; {@link PickleReader} makes a whole one of it. */
final class PickleFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PickleFault(String what) {
        super(what, null, false, false);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.error;

/** The work was asked to stop before it ended; what was saved up to then is valid. */
public final class CancelledException extends DiffusionException {
    private static final long serialVersionUID = 1L;

    /** The sentence alone. */
    public CancelledException(String message) {
        super(message, null);
    }
}

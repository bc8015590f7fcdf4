// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

/** A fixture that cannot be read as its kind demands; becomes a failed row, never ends a run. */
final class FixtureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FixtureException(String message, Throwable cause) {
        super(message, cause);
    }

    FixtureException(String message) {
        super(message);
    }
}

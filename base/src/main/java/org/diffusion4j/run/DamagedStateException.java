// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

/** Why a state cannot be used, in a few words that go into brackets. */
final class DamagedStateException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedStateException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}

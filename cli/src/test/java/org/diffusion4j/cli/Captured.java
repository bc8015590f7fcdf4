// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;

/** A terminal whose output a test can read, and whose clock a test can move. */
final class Captured {
    private final StringWriter outText = new StringWriter();
    private final StringWriter errText = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();

    Terminal terminal(boolean interactive, ProgressMode progress) {
        return new Terminal(
                new PrintWriter(outText, true),
                new PrintWriter(errText, true),
                () -> interactive,
                nanos::get,
                progress);
    }

    Terminal terminal() {
        return terminal(false, ProgressMode.AUTO);
    }

    void pass(double seconds) {
        nanos.addAndGet((long) (seconds * 1e9));
    }

    String out() {
        return outText.toString();
    }

    String err() {
        return errText.toString();
    }
}

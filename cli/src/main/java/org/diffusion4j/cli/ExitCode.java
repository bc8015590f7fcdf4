// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

/** What the process says to the shell when it ends. */
final class ExitCode {
    /** Everything asked for was done. */
    static final int OK = 0;
    /** The work failed, and the last line on standard error says why. */
    static final int FAILED = 1;
    /** A flag, argument or recipe value was not allowed; nothing was begun. */
    static final int USAGE = 2;
    /** A defect of the program itself (EX_SOFTWARE of sysexits.h). */
    static final int DEFECT = 70;
    /** Stopped by Ctrl-C (128 + SIGINT), as every shell counts it. */
    static final int CANCELLED = 130;

    private ExitCode() {}
}

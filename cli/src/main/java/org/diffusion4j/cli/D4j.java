// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The word {@code d4j} itself: the flags that hold for every command. */
@CommandLine.Command(
        name = "d4j",
        description = "Diffusion models for the JVM: train, sample, inpaint and look at them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nFlags for every command:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; the last line on standard error says why",
            "2:a flag, argument or recipe value is not allowed",
            "70:a defect of the program",
            "130:stopped by Ctrl-C",
            "143:stopped by a request to end (SIGTERM)"
        })
final class D4j implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--progress",
            paramLabel = "auto|plain|none",
            scope = ScopeType.INHERIT,
            description = "A bar on a terminal, a plain line every 10 s, or nothing (default: auto).")
    private ProgressMode progress = ProgressMode.AUTO;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "When something fails, also print where in the program.")
    private boolean stacktrace;

    D4j(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Where this process writes, and how it shows progress. */
    Terminal terminal() {
        return terminal.withProgress(progress);
    }

    /** Whether failures shall say where in the program they happened. */
    boolean isStacktrace() {
        return stacktrace;
    }

    /** Without a command there is nothing to do: shows the list of commands. */
    @Override
    public Integer call() {
        spec.commandLine().usage(terminal.err());
        return ExitCode.USAGE;
    }
}

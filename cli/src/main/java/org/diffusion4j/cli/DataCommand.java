// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import picocli.CommandLine;

/** {@code d4j data}: looks at training data before anything is trained on them. */
@CommandLine.Command(
        subcommands = {DataInfoCommand.class, DataPreviewCommand.class, DataConvertCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class DataCommand extends Command {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Without a word there is nothing to look at: shows what can be done. */
    @Override
    int run(Terminal terminal) {
        spec.commandLine().usage(terminal.err());
        return ExitCode.USAGE;
    }
}

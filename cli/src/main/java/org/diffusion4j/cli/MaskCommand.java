// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import picocli.CommandLine;

/** {@code d4j mask}: looks at random holes. */
@CommandLine.Command(
        subcommands = {MaskPreviewCommand.class, MaskDrawCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class MaskCommand extends Command {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Without a word there is nothing to look at: shows what can be done. */
    @Override
    int run(Terminal terminal) {
        spec.commandLine().usage(terminal.err());
        return ExitCode.USAGE;
    }
}

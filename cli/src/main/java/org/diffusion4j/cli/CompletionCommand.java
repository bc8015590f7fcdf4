// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import picocli.AutoComplete;
import picocli.CommandLine;

/** {@code d4j completion}: one script that serves both shells. */
@CommandLine.Command(
        footer = {
            "",
            "For this shell only:   source <(d4j completion)",
            "For every new shell:   d4j completion > ~/.d4j-completion",
            "and this line in ~/.bashrc or ~/.zshrc:",
            "  source ~/.d4j-completion",
        })
final class CompletionCommand extends Command {
    @Override
    int run(Terminal terminal) {
        terminal.out().print(AutoComplete.bash("d4j", Commands.all(new D4j(terminal))));
        terminal.out().flush();
        return ExitCode.OK;
    }
}

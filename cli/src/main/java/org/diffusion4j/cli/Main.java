// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.List;
import java.util.Locale;

/** The program behind {@code d4j}. */
public final class Main {
    private final Terminal terminal;

    Main(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs the command that the words name and ends the process with its exit code. */
    public static void main(String[] words) {
        // numbers in sentences, pictures and file names are the same everywhere, whatever digits a language has
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        StandardOutput out = StandardOutput.ofProcess();
        Ending.OF_PROCESS.begin();
        System.exit(Ending.OF_PROCESS.end(new Main(Terminal.ofProcess(out)).run(out, words)));
    }

    /** The same, and says so where results were written to {@code out} and did not arrive. */
    int run(StandardOutput out, String... words) {
        int code = run(words);
        terminal.out().flush();
        return out.loss()
                .map(sentence -> {
                    terminal.err().println("d4j: " + sentence);
                    return code == ExitCode.OK ? ExitCode.FAILED : code;
                })
                .orElse(code);
    }

    /** Runs the command that the words name; every failure has been said when this returns the exit code. */
    int run(String... words) {
        Failures failures = new Failures(terminal.err());
        D4j root = new D4j(terminal);
        try {
            return Commands.forWords(List.of(words), root)
                    .setOut(terminal.out())
                    .setErr(terminal.err())
                    .setParameterExceptionHandler((failure, args) -> failures.report(failure))
                    .setExecutionExceptionHandler(
                            (failure, command, parsed) -> failures.report(failure, root.isStacktrace()))
                    .execute(words);
        } catch (
                Error failure) { // lack of memory, a library that does not load: a person gets a sentence for these too
            return failures.report(failure, root.isStacktrace());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What every command inherits: {@code --help}, {@code --version}, and the terminal it writes to. Flags are fields with
 * {@code @Option}; the work is in {@link #run}. A command throws the exceptions of {@code org.diffusion4j.error} as they
 * come: {@link Failures} says their sentence and chooses the exit code.
 */
@CommandLine.Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
abstract class Command implements Callable<Integer> {
    private final List<Path> made = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    /** Does the work and returns the exit code. */
    abstract int run(Terminal terminal) throws IOException, InterruptedException;

    /** The word this command was called by. */
    final String name() {
        return spec.name();
    }

    /** All words the program was called with, for records. */
    final List<String> commandLine() {
        return List.copyOf(spec.root().commandLine().getParseResult().originalArgs());
    }

    /** Whether this flag was among the words. */
    final boolean isGiven(String flag) {
        return spec.commandLine().getParseResult().hasMatchedOption(flag);
    }

    /**
     * The folder that {@code --out} names, made and found to be writable. What was made of it goes away again if the command ends
     * without a file in it.
     */
    final OutFolder folder(Path out) {
        OutFolder folder = new OutFolder(out);
        made.addAll(0, folder.require());
        return folder;
    }

    @Override
    public final Integer call() throws IOException, InterruptedException {
        try {
            return run(((D4j) spec.root().userObject()).terminal());
        } finally {
            OutFolder.removeEmpty(made);
        }
    }
}

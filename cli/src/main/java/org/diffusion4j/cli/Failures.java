// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.DiffusionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where a failure becomes a sentence on standard error and an exit code. */
final class Failures {
    private final PrintWriter err;

    Failures(PrintWriter err) {
        this.err = err;
    }

    /** Says what went wrong; with {@code stacktrace} also where. Returns the exit code. */
    int report(Throwable failure, boolean stacktrace) {
        if (stacktrace) {
            failure.printStackTrace(err);
        }
        err.println("d4j: " + sentence(failure));
        err.flush();
        return exitCode(failure);
    }

    /** Says which word of the command line cannot be used, and the nearest one that can. */
    int report(ParameterException failure) {
        String name = failure.getCommandLine().getCommandSpec().qualifiedName();
        err.println("d4j: " + wordSentence(failure, name) + " See '" + name + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static String wordSentence(ParameterException failure, String name) {
        CommandSpec spec = failure.getCommandLine().getCommandSpec();
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            if (failure.getArgSpec() == null && failure.getValue() != null) { // what 'help' was asked about
                return noCommand(name, failure.getValue(), spec);
            }
            String message = String.valueOf(failure.getMessage()).strip();
            return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
        }
        String given = unmatched.getUnmatched().get(0);
        if (unmatched.isUnknownOption()) {
            return "'%s' has no flag '%s'. %s".formatted(name, given, Names.advice(given, flags(spec)));
        }
        if (spec.subcommands().isEmpty()) {
            return "'%s' has no place for the argument '%s'.".formatted(name, given);
        }
        return noCommand(name, given, spec);
    }

    private static String noCommand(String name, String given, CommandSpec spec) {
        return "'%s' has no command '%s'. %s"
                .formatted(name, given, Names.advice(given, spec.subcommands().keySet()));
    }

    private static List<String> flags(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .toList();
    }

    private static String sentence(Throwable failure) {
        if (failure instanceof DiffusionException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            return "a file could not be read or written (%s). Check that it exists, that you may use it and that the disk has room."
                    .formatted(brief(failure));
        }
        if (failure instanceof InvalidPathException notAPath) {
            return Words.notAPath(notAPath) + ".";
        }
        if (failure instanceof InterruptedException) {
            return "stopped before the work was done.";
        }
        if (failure instanceof OutOfMemoryError) {
            return "memory ran out (%s; the Java heap may grow to %d MB). Use a smaller batch or picture, or give Java more with D4J_JAVA_OPTS=-Xmx8g."
                    .formatted(failure.getMessage(), Runtime.getRuntime().maxMemory() >> 20);
        }
        if (failure instanceof LinkageError) {
            return "a library could not be loaded on %s %s (%s). Natives exist for Linux x86-64, macOS and Windows x86-64; there, delete the folder ~/.javacpp/cache and try again."
                    .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), brief(failure));
        }
        return "this is a defect of the program and not of what you gave it (%s). Run the command again with --stacktrace and report what it prints."
                .formatted(brief(failure));
    }

    private static int exitCode(Throwable failure) {
        if (failure instanceof ConfigException || failure instanceof InvalidPathException) {
            return ExitCode.USAGE;
        }
        if (failure instanceof CancelledException || failure instanceof InterruptedException) {
            return ExitCode.CANCELLED;
        }
        boolean isKnown = failure instanceof DiffusionException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof OutOfMemoryError
                || failure instanceof LinkageError;
        return isKnown ? ExitCode.FAILED : ExitCode.DEFECT;
    }

    /** Type and first line of what the exception says: the rest of a native message is frames. */
    private static String brief(Throwable wrapped) {
        Throwable failure =
                wrapped instanceof UncheckedIOException && wrapped.getCause() != null ? wrapped.getCause() : wrapped;
        String type = failure.getClass().getSimpleName();
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? type
                : type + ": " + message.strip().lines().findFirst().orElseThrow();
    }
}

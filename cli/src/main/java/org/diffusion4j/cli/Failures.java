// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.DiffusionException;
import picocli.CommandLine;
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
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        err.println("d4j: " + wordSentence(failure, name) + " See '" + name + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static String wordSentence(ParameterException failure, String name) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            String message = String.valueOf(failure.getMessage()).strip();
            return message.endsWith(".") ? message : message + ".";
        }
        String given = unmatched.getUnmatched().get(0);
        boolean isCommand = !unmatched.isUnknownOption()
                && !failure.getCommandLine().getSubcommands().isEmpty();
        String kind = isCommand ? "command" : unmatched.isUnknownOption() ? "flag" : "argument";
        List<String> near = unmatched.getSuggestions();
        String advice = near.isEmpty() ? "" : " Did you mean '%s'?".formatted(near.get(0));
        return "'%s' has no %s '%s'.%s".formatted(name, kind, given, advice);
    }

    private static String sentence(Throwable failure) {
        if (failure instanceof DiffusionException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            return "a file could not be read or written (%s). Check that it exists, that you may use it and that the disk has room."
                    .formatted(brief(failure instanceof UncheckedIOException ? failure.getCause() : failure));
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
        if (failure instanceof ConfigException) {
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
    private static String brief(Throwable failure) {
        String type = failure.getClass().getSimpleName();
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? type
                : type + ": " + message.strip().lines().findFirst().orElseThrow();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.Console;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Where a command writes, and how it shows that it goes on. Results go to {@code out}; everything meant only for the
 * person who waits goes to {@code err}.
 *
 * @param out standard output
 * @param err standard error
 * @param interactive whether a person watches; asked only when progress begins
 * @param nanoTime the clock, in nanoseconds
 * @param progress what {@code --progress} says
 */
record Terminal(
        PrintWriter out, PrintWriter err, BooleanSupplier interactive, LongSupplier nanoTime, ProgressMode progress) {
    Terminal {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
        Objects.requireNonNull(interactive, "interactive");
        Objects.requireNonNull(nanoTime, "nanoTime");
        Objects.requireNonNull(progress, "progress");
    }

    /** The streams of this process; results go to {@code out}. */
    static Terminal ofProcess(StandardOutput out) {
        return new Terminal(
                writer(out, "stdout.encoding"),
                writer(System.err, "stderr.encoding"),
                Terminal::isInteractive,
                System::nanoTime,
                ProgressMode.AUTO);
    }

    Terminal withProgress(ProgressMode mode) {
        return new Terminal(out, err, interactive, nanoTime, mode);
    }

    /**
     * Begins to show the progress of {@code total} steps, of which {@code from} were done before (a resumed run): rate
     * and time left count only what is done from now on.
     */
    Progress progressOf(String what, long from, long total) {
        return new Progress(err, style(), nanoTime, what, from, total);
    }

    private Progress.Style style() {
        return switch (progress) {
            case NONE -> Progress.Style.NOTHING;
            case PLAIN -> Progress.Style.LINES;
            case AUTO -> interactive.getAsBoolean() ? Progress.Style.BAR : Progress.Style.LINES;
        };
    }

    /** JDK 18 and later name the terminal's encoding in a property; JDK 17 takes the locale's for everything. */
    private static PrintWriter writer(OutputStream stream, String encodingProperty) {
        String encoding = System.getProperty(encodingProperty);
        Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
        return new PrintWriter(new OutputStreamWriter(stream, charset), true);
    }

    @SuppressWarnings("SystemConsoleNull") // null answers for JDK 17 to 21, isTerminal for all later ones
    private static boolean isInteractive() {
        Console console = System.console();
        return console != null && !"dumb".equals(System.getenv("TERM")) && isTerminal(console);
    }

    /** From JDK 22 on a console may exist without a terminal, and only the console knows; before, its existence says it. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Console.isTerminal could not be asked", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.util.Locale;
import java.util.function.Supplier;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.error.EngineException;

/**
 * The engine's edge: what libtorch throws becomes an {@link EngineException} with its first line and our advice. Sizes
 * and ranges are checked before the call elsewhere; this catches the rest.
 */
public final class NativeErrors {
    /** Stands before the program's own words in what a TorchScript program leaves. */
    private static final String RAISED = "\nRuntimeError: ";

    private NativeErrors() {}

    /**
     * Runs {@code work}.
     *
     * @param doing what was being done, to be read after "while", for example {@code "training step 17"}
     * @throws EngineException instead of a native error
     */
    public static <T> T during(String doing, Supplier<T> work) {
        try {
            return work.get();
        } catch (DiffusionException e) {
            throw e;
        } catch (RuntimeException e) {
            if (e.getClass() != RuntimeException.class) {
                throw e; // JavaCPP throws exactly RuntimeException for a C++ error; anything else is a defect of ours
            }
            throw translated(doing, e);
        }
    }

    private static EngineException translated(String doing, RuntimeException e) {
        return new EngineException(
                "The native library stopped while %s: %s. %s".formatted(doing, reason(e), advice(e)), e);
    }

    /**
     * What a native error says, in one line and without its full stop: the first, or, where a TorchScript program stopped, that
     * with the program's own words.
     */
    public static String reason(RuntimeException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        int raised = message.lastIndexOf(RAISED);
        return (raised < 0 ? message : message.substring(raised + RAISED.length()))
                .lines()
                .map(line -> withoutFullStop(line.strip()))
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("no message");
    }

    /** Whether a native error says that there is too little memory. */
    public static boolean isLackOfMemory(RuntimeException e) {
        String words = reason(e).toLowerCase(Locale.ROOT);
        return words.contains("out of memory") || words.contains("can't allocate") || words.contains("bad_alloc");
    }

    private static String advice(RuntimeException e) {
        if (isLackOfMemory(e)) {
            return "There is too little memory: use a smaller batch, micro-batch or size.";
        }
        if (reason(e).toLowerCase(Locale.ROOT).contains("cuda")) {
            return "Use --device cpu, or check the driver with 'd4j doctor'.";
        }
        return "If your own input has the documented shape, this is a defect: please report it with this sentence.";
    }

    private static String withoutFullStop(String s) {
        return s.endsWith(".") ? s.substring(0, s.length() - 1) : s;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.Locale;
import org.diffusion4j.edit.FillRequest;
import org.diffusion4j.edit.Jumps;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how a hole is filled. */
final class FillFlags {
    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps from noise to picture, for diffusion models (default: 50).")
    private @Nullable Integer steps;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            description =
                    "How often every part of the way is walked, for diffusion models; 1 never goes back (default: 3).")
    private @Nullable Integer resamples;

    @Option(
            names = "--jump-length",
            paramLabel = "N",
            description = "How many steps each jump goes back, for diffusion models (default: 10).")
    private @Nullable Integer jumpLength;

    @Option(
            names = "--psi",
            paramLabel = "X",
            description =
                    "How freely styles are drawn, for models that have styles: 0 their mean, 1 freely (default: 1).")
    private @Nullable Double psi;

    FillRequest over(FillRequest request) {
        FillRequest asked = steps == null ? request : request.withSteps(steps);
        if (resamples != null || jumpLength != null) {
            asked = asked.withJumps(new Jumps(
                    jumpLength == null ? Jumps.USUAL.length() : jumpLength,
                    resamples == null ? Jumps.USUAL.samples() : resamples));
        }
        return psi == null ? asked : asked.withPsi(psi);
    }

    /** The flags as they were given, for the command that makes the same again. */
    String again() {
        StringBuilder words = new StringBuilder();
        append(words, "--steps", steps);
        append(words, "--resamples", resamples);
        append(words, "--jump-length", jumpLength);
        append(words, "--psi", psi);
        return words.toString();
    }

    private static void append(StringBuilder words, String flag, @Nullable Object value) {
        if (value != null) {
            words.append(String.format(Locale.ROOT, " %s %s", flag, value));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import org.diffusion4j.image.MaskConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that say how random holes are drawn. */
final class MaskFlags {
    @Mixin
    private HoleKind kind = new HoleKind();

    @Option(names = "--hole-least", paramLabel = "X", description = "Holes cover more than this share (default: 0).")
    private double least;

    @Option(names = "--hole-most", paramLabel = "X", description = "Holes cover less than this share (default: 1).")
    private double most = 1;

    MaskConfig config() {
        return new MaskConfig(kind.kind(), least, most);
    }

    /** The flags as they were given, for the command that makes the same again. */
    String again() {
        StringBuilder words = new StringBuilder();
        if (!kind.isUsual()) {
            words.append(" --holes ").append(kind.word());
        }
        if (least != 0) {
            words.append(" --hole-least ").append(least);
        }
        if (most != 1) {
            words.append(" --hole-most ").append(most);
        }
        return words.toString();
    }
}

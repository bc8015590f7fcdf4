// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.Locale;
import java.util.stream.Stream;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.MaskConfig;
import picocli.CommandLine.Option;

/** The flag that says how much is drawn for a random hole. */
final class HoleKind {
    private static final String LARGE = "large";

    @Option(
            names = "--holes",
            paramLabel = "large|small",
            description = "How much is drawn for a hole: large, 40 %% on average, or small, 22 %% (default: large).")
    private String kind = LARGE;

    MaskConfig.Kind kind() {
        return Stream.of(MaskConfig.Kind.values())
                .filter(one -> word(one).equals(kind))
                .findFirst()
                .orElseThrow(() -> new ConfigException("--holes knows no '%s'. %s"
                        .formatted(
                                kind,
                                Names.advice(
                                        kind,
                                        Stream.of(MaskConfig.Kind.values())
                                                .map(HoleKind::word)
                                                .toList()))));
    }

    private static String word(MaskConfig.Kind one) {
        return one.name().toLowerCase(Locale.ROOT);
    }

    String word() {
        return kind;
    }

    boolean isUsual() {
        return kind.equals(LARGE);
    }
}

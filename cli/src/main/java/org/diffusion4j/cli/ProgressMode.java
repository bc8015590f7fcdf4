// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/** How long work shows that it goes on; the values of {@code --progress}. */
enum ProgressMode {
    /** A bar on a terminal, plain lines elsewhere. */
    AUTO,
    /** One plain line every ten seconds. */
    PLAIN,
    /** Nothing. */
    NONE;

    /** The mode of this name, in any case. */
    static ProgressMode named(String name) {
        return Stream.of(values())
                .filter(mode -> mode.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "'%s' is no way to show progress; auto, plain and none are".formatted(name)));
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

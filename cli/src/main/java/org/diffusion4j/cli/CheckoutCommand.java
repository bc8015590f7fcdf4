// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.ConfigException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/**
 * A command that works on the sources and is therefore done by the script {@code d4j} at the root of a checkout. It
 * stands in the register so that help and completion know it.
 */
final class CheckoutCommand extends Command {
    @Parameters(arity = "0..*", hidden = true)
    private List<String> arguments = List.of();

    @Unmatched
    private List<String> flags = new ArrayList<>();

    @Override
    int run(Terminal terminal) {
        String given = String.join(" ", List.of(name(), String.join(" ", arguments), String.join(" ", flags)));
        throw new ConfigException(
                "'%s' works on the sources, and this program was started without them. Run './d4j %s' in a checkout."
                        .formatted(given.strip(), name()));
    }
}

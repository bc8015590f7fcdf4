// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.Map;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.plot.Png;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j show}: what a picture says of itself. */
final class ShowCommand extends Command {
    private static final String RECIPE = "recipe";
    private static final String COMMAND = "command";

    /** Stands in a command for the recipe that the picture carries. */
    private static final String FILE = "recipe.yaml";

    @Parameters(paramLabel = "FILE", description = "A PNG file that d4j wrote.")
    private Path file = Path.of("");

    @Option(names = "--recipe", description = "Prints the recipe alone, to be trained again.")
    private boolean isRecipe;

    @Override
    int run(Terminal terminal) {
        Map<String, String> text = Png.text(file);
        if (isRecipe) {
            terminal.out().print(text(text, RECIPE));
            return ExitCode.OK;
        }
        String command = text(text, COMMAND);
        text.forEach((key, value) -> {
            if (!key.equals(RECIPE) && !key.equals(COMMAND)) {
                terminal.out().println("%s: %s".formatted(key, value));
            }
        });
        String show = "d4j show %s --recipe".formatted(ShellWord.of(file));
        terminal.out().println("recipe: %s prints it".formatted(show));
        boolean needsRecipe = command.contains(FILE);
        terminal.out().println("again: %s%s".formatted(needsRecipe ? show + " > " + FILE + " && " : "", command));
        return ExitCode.OK;
    }

    private String text(Map<String, String> text, String key) {
        String value = text.get(key);
        if (value == null) {
            throw new FormatException(
                    "'%s' does not say how it was made: it carries no '%s'. Give a PNG file that d4j sample, plot or train wrote."
                            .formatted(file, key));
        }
        return value;
    }
}

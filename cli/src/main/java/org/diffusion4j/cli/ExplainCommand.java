// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.mat.MatRecipe;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j explain}: a recipe with every value, its origin and its meaning. */
final class ExplainCommand extends Command {
    @Parameters(
            paramLabel = "RECIPE",
            description = "A shipped recipe (such as spiral, sprites or mat) or a YAML file.")
    private String recipe = "";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Replaces a value of the recipe.")
    private List<String> overrides = new ArrayList<>();

    @Override
    int run(Terminal terminal) {
        terminal.out()
                .print(
                        MatRecipe.isOne(recipe)
                                ? RecipeReader.explain(MatRecipe.class, MatRecipe.source(recipe), overrides)
                                : RecipeReader.explain(Recipe.class, Recipe.source(recipe), overrides));
        terminal.out().flush();
        return ExitCode.OK;
    }
}

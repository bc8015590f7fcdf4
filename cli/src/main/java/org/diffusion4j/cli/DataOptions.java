// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.data.DataConfig;
import org.diffusion4j.data.DataPath;
import org.diffusion4j.recipe.Recipe;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which data a command of {@code d4j data} works on. */
final class DataOptions {
    @Parameters(
            index = "0",
            paramLabel = "NAME|PATH",
            description = {
                "emoji, spiral, a recipe, or a path: a folder of pictures (its sub-folders are classes), the folder or",
                "archive of CIFAR, a .npy or .npz array, a .parquet file or a folder of them, a picture with tiles beside a .csv."
            })
    private String what = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any key of the data block of a recipe: size=64, fit=pad, split=held-out.")
    private List<String> settings = new ArrayList<>();

    /** What was typed. */
    String what() {
        return what;
    }

    /** The data. */
    DataConfig config() {
        if (Recipe.SHIPPED.contains(what)) {
            return Recipe.of(what, settings.stream().map("data."::concat).toList())
                    .data();
        }
        return DataPath.of(what, settings.toArray(String[]::new));
    }
}

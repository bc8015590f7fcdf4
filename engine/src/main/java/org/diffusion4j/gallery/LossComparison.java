// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.diffusion4j.config.Difference;
import org.diffusion4j.plot.Curve;
import org.diffusion4j.plot.Series;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.RunFolder;

/** The running means of several runs' losses, each under what its recipe has otherwise than the others. */
public final class LossComparison {
    private LossComparison() {}

    /**
     * 1600 x 900 pixels.
     *
     * @param runs at least one
     * @throws org.diffusion4j.error.ConfigException where one has no loss to draw
     */
    public static BufferedImage draw(List<RunFolder> runs) {
        List<Recipe> recipes = runs.stream()
                .map(run -> Recipe.of(run.recipe().toString(), List.of()))
                .toList();
        List<String> names = names(runs, recipes);
        Curve curve = Curve.titled("Training loss").labelled("step", "loss, running mean");
        for (int i = 0; i < runs.size(); i++) {
            RunLosses read = RunLosses.required(runs.get(i));
            double[] means = LossPicture.runningMean(read.losses(), LossPicture.window(read.losses().length));
            curve = curve.with(Series.of(names.get(i), read.steps(), means));
        }
        return curve.withLogY().draw();
    }

    private static List<String> names(List<RunFolder> runs, List<Recipe> recipes) {
        Set<String> keys = new LinkedHashSet<>();
        recipes.forEach(recipe -> Difference.between(Recipe.class, recipes.get(0), recipe)
                .forEach(difference -> keys.add(difference.key())));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            names.add(keys.isEmpty() ? runs.get(i).path().getFileName().toString() : described(recipes, i, keys));
        }
        return names;
    }

    private static String described(List<Recipe> recipes, int which, Set<String> keys) {
        Recipe own = recipes.get(which);
        return keys.stream()
                .map(key -> key.substring(key.lastIndexOf('.') + 1) + " " + value(recipes, own, key))
                .collect(Collectors.joining(", "));
    }

    private static String value(List<Recipe> recipes, Recipe own, String key) {
        return recipes.stream()
                .flatMap(other -> Difference.between(Recipe.class, own, other).stream())
                .filter(difference -> difference.key().equals(key))
                .map(Difference::before)
                .findFirst()
                .orElseThrow();
    }
}

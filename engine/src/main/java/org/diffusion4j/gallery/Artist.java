// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.recipe.Recipe;

/** Chooses who draws the pictures of a training run. */
public final class Artist {
    /** The command that repeats every picture of a run; {@code recipe.yaml} stands for the recipe in the picture. */
    static final String TRAINING = "d4j train recipe.yaml";

    private Artist() {}

    /** The watcher that draws what {@code recipe} is about; none for a system that nobody can draw. */
    public static RunWatcher of(Recipe recipe, Consumer<Path> drawn) {
        if (SpiralGallery.shows(recipe)) {
            return new SpiralWatcher(drawn);
        }
        return ImageGallery.shows(recipe) ? new ImageWatcher(drawn) : RunWatcher.NONE;
    }
}

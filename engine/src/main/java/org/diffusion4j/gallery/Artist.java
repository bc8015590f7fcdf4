// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;

/** Chooses who draws the pictures of a training run. */
public final class Artist {
    /** The command that repeats every picture of a run; {@code recipe.yaml} stands for the recipe in the picture. */
    static final String TRAINING = "d4j train recipe.yaml";

    private Artist() {}

    /**
     * The watcher that draws what {@code recipe} is about; none for a system that nobody can draw.
     *
     * @param drawn hears of each picture as it is written
     * @param stop ends the pictures before training
     */
    public static RunWatcher of(Recipe recipe, Consumer<Path> drawn, StopSignal stop) {
        if (SpiralGallery.shows(recipe)) {
            return new SpiralWatcher(drawn, stop);
        }
        return ImageGallery.shows(recipe) ? new ImageWatcher(drawn, stop) : RunWatcher.NONE;
    }

    /** Draws one after another until a stop is asked for. */
    static void draw(List<Supplier<Path>> pictures, Consumer<Path> drawn, StopSignal stop) {
        pictures.stream()
                .takeWhile(picture -> !stop.isRequested())
                .map(Supplier::get)
                .forEach(drawn);
    }
}

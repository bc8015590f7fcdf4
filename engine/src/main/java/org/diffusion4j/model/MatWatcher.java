// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.train.mat.MatObserver;

/** Makes the observer of a training of MAT once its folder and networks stand: progress lines, pictures. */
@FunctionalInterface
public interface MatWatcher {
    /** Watches nothing. */
    MatWatcher NONE = (folder, recipe, model, from) -> report -> {};

    /**
     * Called before the first step.
     *
     * @param model with the averaged weights, to fill holes with between steps; the run closes it
     * @param from iterations done before, 0 for a new run
     */
    MatObserver begin(RunFolder folder, MatRecipe recipe, MatModel model, long from);
}

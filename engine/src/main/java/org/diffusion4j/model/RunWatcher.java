// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.train.Observer;

/** Makes the observer of a run once its folder and network stand: progress lines, pictures. */
@FunctionalInterface
public interface RunWatcher {
    /** Watches nothing. */
    RunWatcher NONE = (folder, recipe, model, from) -> report -> {};

    /**
     * Called before the first step.
     *
     * @param model the network in training, to sample from between steps; the run closes it
     * @param from updates done before, 0 for a new run
     */
    Observer begin(RunFolder folder, Recipe recipe, Model model, long from);
}

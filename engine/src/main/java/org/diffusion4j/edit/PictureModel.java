// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.Locale;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.Model;
import org.diffusion4j.objective.ForwardForm;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.recipe.Recipe;

/** What a model must be for pictures to be edited with it. */
final class PictureModel {
    private PictureModel() {}

    /**
     * Refuses models that draw no pictures.
     *
     * @param what the work in words, such as {@code filling holes}
     */
    static void requirePictures(String what, Recipe recipe) {
        long[] shape = recipe.network().inputShape();
        if (shape.length != 3 || (shape[0] != 1 && shape[0] != 3)) {
            throw new ConfigException(
                    "%s needs a model of pictures, and the system '%s' has none of 1 or 3 channels. Use one such as classes or sprites."
                            .formatted(what, recipe.system()));
        }
    }

    /** Refuses models whose noise is not that of a schedule that keeps the variance. */
    static void requireDiffusion(String what, Recipe recipe) {
        requirePictures(what, recipe);
        ReverseProcess process = recipe.objective().process();
        if (process != ReverseProcess.DIFFUSION || recipe.objective().forward() != ForwardForm.ROOT) {
            throw new ConfigException(
                    "%s needs a network that learned to reverse diffusion with noise of strength sqrt(1 - abar), and this one learned %s%s. Use one such as classes or sprites."
                            .formatted(
                                    what,
                                    process,
                                    process == ReverseProcess.DIFFUSION
                                            ? " with objective.forward = "
                                                    + recipe.objective()
                                                            .forward()
                                                            .name()
                                                            .toLowerCase(Locale.ROOT)
                                            : ""));
        }
    }

    /** Closes a model that was refused, and says why it was. */
    static Model accepted(Model model, Runnable check) {
        try {
            check.run();
            return model;
        } catch (ConfigException refusal) {
            model.close();
            throw refusal;
        }
    }
}

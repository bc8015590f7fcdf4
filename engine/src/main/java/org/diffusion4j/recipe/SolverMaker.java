// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.Locale;
import java.util.Optional;
import org.diffusion4j.diffusers.SchedulerClass;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.objective.ForwardForm;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.sampler.diffusers.SolverOptions;
import org.diffusion4j.schedule.NoiseSchedule;

/** How a solver comes from what a recipe says of sampling; the first method is all that a new solver needs. */
@FunctionalInterface
interface SolverMaker {
    /** The solver over a schedule, at the times given. */
    Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction);

    /** The solver of the diffusers library whose options it takes, if there is one. */
    default Optional<LibrarySolver> library() {
        return Optional.empty();
    }

    /** The class of the library that is this solver, if one is. */
    default Optional<SchedulerClass> libraryClass() {
        return library().map(LibrarySolver::kind);
    }

    /** The same sampling as a solver of the library does it, if one does. */
    default Optional<SampleConfig> asLibrary(SampleConfig c) {
        return Optional.empty();
    }

    /** Whether eta means something to it. */
    default boolean hasEta() {
        return library().map(LibrarySolver::hasEta).orElse(false);
    }

    /** Whether it can lead a network that predicts the clean sample. */
    default boolean readsCleanSample() {
        return library().map(LibrarySolver::readsCleanSample).orElse(true);
    }

    /**
     * Refuses what does not fit what was trained.
     *
     * @param form how strong the noise was in training
     * @param prediction what the network's output means
     * @throws ConfigException with what fits
     */
    default void requireFitting(SampleConfig c, ForwardForm form, Prediction prediction) {
        if (form != ForwardForm.ROOT) {
            throw new ConfigException(
                    "sampler %s expects noise of strength sqrt(1 - abar), and this network was trained with objective.forward = %s. Use consistent, or lineage as the seed's notebook."
                            .formatted(c.sampler(), named(form)));
        }
    }

    /** What the recipe says is done to the estimate of the clean sample; thresholding goes before clamping. */
    static Clip clip(SampleConfig c) {
        SolverOptions options = c.options().orElseGet(SolverOptions::none);
        if (options.thresholding().orElse(false)) {
            return Clip.dynamic(
                    options.dynamicThresholdingRatio().orElse(0.995),
                    options.sampleMaxValue().orElse(1.0));
        }
        return c.clip().map(Clip::to).orElse(Clip.NONE);
    }

    /** A constant as it is written in a recipe. */
    static String named(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.Optional;
import org.diffusion4j.diffusers.SchedulerClass;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.NoiseSchedule;

/** The stochastic sampler of Karras et al. 2022, which takes the options of the library's Euler class and is none itself. */
record EdmHeunSolver() implements SolverMaker {
    private static final LibrarySolver EULER = new LibrarySolver("EDMEulerScheduler");

    @Override
    public Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction) {
        return EULER.createEdmHeun(c, schedule, times, prediction);
    }

    @Override
    public Optional<LibrarySolver> library() {
        return Optional.of(EULER);
    }

    /** A file of the Euler class asks for that. */
    @Override
    public Optional<SchedulerClass> libraryClass() {
        return Optional.empty();
    }
}

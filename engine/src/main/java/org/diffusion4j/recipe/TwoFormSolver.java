// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.List;
import java.util.Optional;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * A solver of this project that lays out its steps in its own way, and as the diffusers library does where options are given.
 *
 * @param own how it is made without options
 * @param asLibrary how it is made with them
 */
record TwoFormSolver(SolverMaker own, LibrarySolver asLibrary) implements SolverMaker {
    @Override
    public Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction) {
        // the library lays out whole runs alone; from the middle on every time is walked
        boolean isWhole = times.noisy(0) == schedule.lastStep();
        SolverMaker maker = c.options().isPresent() && isWhole ? asLibrary : own;
        return maker.create(c, schedule, times, prediction);
    }

    @Override
    public Optional<LibrarySolver> library() {
        return Optional.of(asLibrary);
    }

    /** This project's own way of leaving out steps is one of the library's spacings. */
    @Override
    public Optional<SampleConfig> asLibrary(SampleConfig c) {
        return Optional.of(c.options().isPresent() ? c : c.with(List.of("options.timestepSpacing=trailing")));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.objective.ForwardForm;
import org.diffusion4j.sampler.BlendChain;
import org.diffusion4j.sampler.Consistent;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Lineage;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.schedule.NoiseSchedule;

/** The solvers of the systems that this project grew from, with what each of them asks for. */
final class SeedSolvers {
    private SeedSolvers() {}

    /** Level by level along the straight blend of noise and picture. */
    static Sampler blend(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction) {
        int left = times.count();
        if (!times.equals(Timesteps.startingAt(left - 1))) {
            throw new ConfigException(
                    "sampler blend goes through every one of the %d levels, and %d steps were asked for. Leave the number of steps out."
                            .formatted(schedule.steps(), left));
        }
        return new BlendChain(new LinearBlend(schedule.steps()), schedule.steps() - left);
    }

    /** Ancestral sampling that steps through the noise, for either strength of it. */
    record LineageMaker() implements SolverMaker {
        @Override
        public Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction) {
            if (!times.equals(Timesteps.startingAt(schedule, times.noisy(0)))) {
                throw new ConfigException(
                        "sampler lineage takes every step of the schedule but was given %d of %d steps. Leave steps out, or use ddim for fewer."
                                .formatted(times.count(), schedule.steps()));
            }
            return new Lineage(schedule, times.noisy(0), c.variance().orElse(Ddpm.Variance.BETA));
        }

        /** Over the library's schedules the mean through the noise is that of ddpm. */
        @Override
        public Optional<SampleConfig> asLibrary(SampleConfig c) {
            return c.withSampler(SamplerName.DDPM)
                    .withVariance(c.variance().orElse(Ddpm.Variance.BETA))
                    .asLibrary();
        }

        @Override
        public void requireFitting(SampleConfig c, ForwardForm form, Prediction prediction) {
            if (prediction != Prediction.EPSILON || c.clip().isPresent()) {
                throw new ConfigException(
                        "sampler lineage was given the prediction %s and clip %s, but it steps through the noise and never forms the clean estimate. Use ddpm, or the prediction epsilon without clip."
                                .formatted(
                                        SolverMaker.named(prediction),
                                        c.clip().map(String::valueOf).orElse("none")));
            }
        }
    }

    /** DDIM's step over the sprite seed's own strength of noise. */
    record ConsistentMaker() implements SolverMaker {
        @Override
        public Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction) {
            return new Consistent(schedule, times, prediction, c.eta(), SolverMaker.clip(c));
        }

        @Override
        public boolean hasEta() {
            return true;
        }

        @Override
        public void requireFitting(SampleConfig c, ForwardForm form, Prediction prediction) {
            if (form != ForwardForm.SEED) {
                throw new ConfigException(
                        "sampler consistent is for networks that were trained with objective.forward = seed, and this one has %s. Use ddpm or ddim."
                                .formatted(SolverMaker.named(form)));
            }
        }
    }
}

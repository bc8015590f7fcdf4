// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.sampler.BlendChain;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddim;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * How samples are drawn.
 *
 * @param sampler the method
 * @param steps of the run, 1 to the schedule's; all of them if absent
 * @param eta DDIM's stochasticity in [0, 1]
 * @param clip the estimate of the clean sample is clamped to ±clip; never if absent
 * @param count samples drawn where nobody says how many, at least 1
 */
public record SampleConfig(
        @Key(about = "method: ddpm or ddim; blend for what learned the next image", standard = "ddpm")
        Method sampler,

        @Key(about = "steps of a run; absent = all of the schedule", unit = "steps")
        Optional<Integer> steps,

        @Key(about = "DDIM's stochasticity, 0 to 1", standard = "0")
        double eta,

        @Key(about = "clamp the clean estimate to this range; absent = never")
        Optional<Double> clip,

        @Key(about = "samples drawn where nobody says how many", unit = "samples", standard = "1024")
        int count) {
    /** The solvers a recipe can name: a new one is one line here. */
    public enum Method {
        /** Ancestral sampling with the posterior variance. */
        DDPM(ReverseProcess.DIFFUSION) {
            @Override
            Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip) {
                return new Ddpm(schedule, times, prediction, Ddpm.Variance.POSTERIOR, clip);
            }
        },
        /** Denoising diffusion implicit models. */
        DDIM(ReverseProcess.DIFFUSION) {
            @Override
            Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip) {
                return new Ddim(schedule, times, prediction, c.eta(), clip);
            }
        },
        /** Level by level along the straight blend of noise and picture. */
        BLEND(ReverseProcess.NEXT_IMAGE) {
            @Override
            Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip) {
                int left = times.count();
                if (!times.equals(Timesteps.startingAt(left - 1))) {
                    throw new ConfigException(
                            "sampler blend goes through every one of the %d levels, and %d steps were asked for. Leave the number of steps out."
                                    .formatted(schedule.steps(), left));
                }
                return new BlendChain(new LinearBlend(schedule.steps()), schedule.steps() - left);
            }
        };

        private final ReverseProcess process;

        Method(ReverseProcess process) {
            this.process = process;
        }

        /** As it is written in a recipe. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        abstract Sampler create(
                SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip);
    }

    public SampleConfig {
        if (!(eta >= 0 && eta <= 1)) {
            throw new ConfigException(
                    "eta must lie in [0, 1] but was %s. Use 0 for repeatable pictures, 1 for DDPM's own noise."
                            .formatted(eta));
        }
        if (count < 1) {
            throw new ConfigException(
                    "count must be at least 1 but was %d. Give the number of samples.".formatted(count));
        }
        steps.ifPresent(n -> {
            if (n < 1) {
                throw new ConfigException(
                        "steps must be at least 1 but was %d. Leave it out for all of the schedule.".formatted(n));
            }
        });
        clip.ifPresent(Clip::to); // refuses what is not above 0
    }

    /** All steps of DDPM, no clipping, 1,024 samples. */
    public static SampleConfig defaults() {
        return RecipeReader.defaults(SampleConfig.class);
    }

    /** The same with another method. */
    public SampleConfig withSampler(Method other) {
        return new SampleConfig(other, steps, eta, clip, count);
    }

    /** The same with this many steps. */
    public SampleConfig withSteps(int n) {
        return new SampleConfig(sampler, Optional.of(n), eta, clip, count);
    }

    /** The same with another eta. */
    public SampleConfig withEta(double other) {
        return new SampleConfig(sampler, steps, other, clip, count);
    }

    /**
     * Refuses a method for networks that learned something else.
     *
     * @throws ConfigException with the methods that fit
     */
    public void requireFitting(ReverseProcess learned) {
        if (sampler.process != learned) {
            String fitting = Arrays.stream(Method.values())
                    .filter(method -> method.process == learned)
                    .map(Method::toString)
                    .collect(Collectors.joining(" or "));
            throw new ConfigException(
                    "sampler %s leads networks that learned %s, and this one learned %s. Use sampler %s."
                            .formatted(sampler, sampler.process, learned, fitting));
        }
    }

    /** The solver over {@code schedule}, from pure noise to clean. */
    public Sampler create(NoiseSchedule schedule, Prediction prediction) {
        Timesteps times = steps.map(n -> Timesteps.spread(schedule.steps(), n))
                .orElseGet(() -> Timesteps.every(schedule.steps()));
        return create(schedule, prediction, times);
    }

    /** The solver over {@code schedule} and given times. */
    public Sampler create(NoiseSchedule schedule, Prediction prediction, Timesteps times) {
        return sampler.create(
                this, schedule, times, prediction, clip.map(Clip::to).orElse(Clip.NONE));
    }
}

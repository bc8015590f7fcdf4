// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.objective.ForwardForm;
import org.diffusion4j.objective.ObjectiveConfig;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.sampler.Ancestral;
import org.diffusion4j.sampler.BlendChain;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Consistent;
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
 * @param variance the noise that a step of ddpm or lineage adds; each method's own if absent
 * @param clip the estimate of the clean sample is clamped to ±clip; never if absent
 * @param count samples drawn where nobody says how many, at least 1
 */
public record SampleConfig(
        @Key(
                about = "method: ddpm, ddim, lineage or consistent; blend for what learned the next image",
                standard = "ddpm")
        Method sampler,

        @Key(about = "steps of a run; absent = all of the schedule", unit = "steps")
        Optional<Integer> steps,

        @Key(about = "DDIM's stochasticity, 0 to 1", standard = "0")
        double eta,

        @Key(about = "noise a step of ddpm or lineage adds: posterior or beta; absent = the method's own")
        Optional<Variance> variance,

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
                Ddpm.Variance variance = c.variance.orElse(Variance.POSTERIOR).ofStep;
                return new Ddpm(schedule, times, prediction, variance, clip);
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
        },
        /** Ancestral sampling with the variance beta and the mean through the noise, as the sprite seed's notebook. */
        LINEAGE(ReverseProcess.DIFFUSION) {
            @Override
            Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip) {
                if (!times.equals(Timesteps.startingAt(schedule, times.noisy(0)))) {
                    throw new ConfigException(
                            "sampler lineage takes every step of the schedule but was given %d of %d steps. Leave steps out, or use ddim for fewer."
                                    .formatted(times.count(), schedule.steps()));
                }
                return new Ancestral(schedule, times.noisy(0), c.variance.orElse(Variance.BETA).ofStep);
            }

            @Override
            void requireFitting(SampleConfig c, ForwardForm form, Prediction prediction) {
                if (prediction != Prediction.EPSILON || c.clip.isPresent()) {
                    throw new ConfigException(
                            "sampler lineage was given the prediction %s and clip %s, but it steps through the noise and never forms the clean estimate. Use ddpm, or the prediction epsilon without clip."
                                    .formatted(
                                            named(prediction),
                                            c.clip.map(String::valueOf).orElse("none")));
                }
            }
        },
        /** DDIM's step for networks that were trained with the sprite seed's own strength of noise. */
        CONSISTENT(ReverseProcess.DIFFUSION) {
            @Override
            Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip) {
                return new Consistent(schedule, times, prediction, c.eta(), clip);
            }

            @Override
            void requireFitting(SampleConfig c, ForwardForm form, Prediction prediction) {
                if (form != ForwardForm.SEED) {
                    throw new ConfigException(
                            "sampler consistent is for networks that were trained with objective.forward = seed, and this one has %s. Use ddpm or ddim."
                                    .formatted(named(form)));
                }
            }
        };

        private final ReverseProcess process;

        Method(ReverseProcess process) {
            this.process = process;
        }

        /** Whether eta means something to it. */
        public boolean hasEta() {
            return this == DDIM || this == CONSISTENT;
        }

        /** As it is written in a recipe. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        abstract Sampler create(
                SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip);

        void requireFitting(SampleConfig c, ForwardForm form, Prediction prediction) {
            if (form != ForwardForm.ROOT) {
                throw new ConfigException(
                        "sampler %s expects noise of strength sqrt(1 - abar), and this network was trained with objective.forward = %s. Use consistent, or lineage as the seed's notebook."
                                .formatted(named(this), named(form)));
            }
        }
    }

    /** How much noise a step adds. */
    public enum Variance {
        /** That of the posterior. */
        POSTERIOR(Ddpm.Variance.POSTERIOR),
        /** beta itself. */
        BETA(Ddpm.Variance.BETA);

        private final Ddpm.Variance ofStep;

        Variance(Ddpm.Variance ofStep) {
            this.ofStep = ofStep;
        }
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
        return new SampleConfig(other, steps, eta, variance, clip, count);
    }

    /** The same with this many steps. */
    public SampleConfig withSteps(int n) {
        return new SampleConfig(sampler, Optional.of(n), eta, variance, clip, count);
    }

    /**
     * The same in {@code n} steps, by the method of its family that can take fewer; as it is where there is none. For a look
     * at what a network can do so far.
     *
     * @param form how strong the noise was in training
     */
    public SampleConfig shortened(int n, ForwardForm form) {
        if (sampler.process != ReverseProcess.DIFFUSION) {
            return this;
        }
        return withSampler(form == ForwardForm.ROOT ? Method.DDIM : Method.CONSISTENT)
                .withSteps(n);
    }

    /** The same with another eta. */
    public SampleConfig withEta(double other) {
        return new SampleConfig(sampler, steps, other, variance, clip, count);
    }

    /**
     * Refuses a method that does not fit what was trained.
     *
     * @param objective what was learned
     * @param prediction what the network's output means
     * @throws ConfigException with the methods that fit
     */
    public void requireFitting(ObjectiveConfig objective, Prediction prediction) {
        ReverseProcess learned = objective.process();
        if (sampler.process != learned) {
            String fitting = Arrays.stream(Method.values())
                    .filter(method -> method.process == learned)
                    .map(Method::toString)
                    .collect(Collectors.joining(" or "));
            throw new ConfigException(
                    "sampler %s leads networks that learned %s, and this one learned %s. Use sampler %s."
                            .formatted(sampler, sampler.process, learned, fitting));
        }
        sampler.requireFitting(this, objective.forward(), prediction);
    }

    private static String named(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The solver over {@code schedule}, from pure noise to clean. */
    public Sampler create(NoiseSchedule schedule, Prediction prediction) {
        Timesteps times = steps.map(n -> Timesteps.spread(schedule, n)).orElseGet(() -> Timesteps.every(schedule));
        return create(schedule, prediction, times);
    }

    /** The solver over {@code schedule} and given times. */
    public Sampler create(NoiseSchedule schedule, Prediction prediction, Timesteps times) {
        return sampler.create(
                this, schedule, times, prediction, clip.map(Clip::to).orElse(Clip.NONE));
    }
}

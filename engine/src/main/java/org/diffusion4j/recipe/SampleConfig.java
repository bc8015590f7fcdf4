// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.List;
import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.config.RecipeWriter;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.objective.ForwardForm;
import org.diffusion4j.objective.ObjectiveConfig;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.sampler.diffusers.SolverOptions;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * How samples are drawn.
 *
 * @param sampler the method
 * @param steps of the run, 1 to the schedule's; all of them if absent
 * @param eta DDIM's stochasticity in [0, 1]
 * @param variance the noise that a step of ddpm or lineage adds; each method's own if absent
 * @param options of the diffusers library's solvers; where they are given, ddpm and ddim too lay out their steps as the
 *     library does
 * @param clip the estimate of the clean sample is clamped to ±clip; never if absent
 * @param count samples drawn where nobody says how many, at least 1
 */
public record SampleConfig(
        @Key(
                about = "method: ddpm, ddim, dpmpp, unipc, euler, heun and more; blend for what learned the next image",
                standard = "ddpm")
        SamplerName sampler,

        @Key(about = "steps of a run; absent = all of the schedule", unit = "steps")
        Optional<Integer> steps,

        @Key(about = "DDIM's stochasticity, 0 to 1", standard = "0")
        double eta,

        @Key(about = "noise a step of ddpm or lineage adds: posterior or beta; absent = the method's own")
        Optional<Ddpm.Variance> variance,

        @Key(about = "options of the method; with them ddpm and ddim too are the diffusers library's")
        Optional<SolverOptions> options,

        @Key(about = "clamp the clean estimate to this range; absent = never")
        Optional<Double> clip,

        @Key(about = "samples drawn where nobody says how many", unit = "samples", standard = "1024")
        int count) {
    /** What the edm solvers assume where they are told nothing. */
    private static final double USUAL_SIGMA_OF_DATA = 0.5;

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
        if (clip.isPresent() && !sampler.takesClip(false)) {
            throw new ConfigException(
                    "clip is %s, and sampler %s never forms the clean estimate apart from its step. Leave clip out, or use ddim."
                            .formatted(clip.get(), sampler));
        }
        options.ifPresent(given -> {
            LibrarySolver solver = sampler.maker()
                    .library()
                    .orElseThrow(() -> new ConfigException(
                            "options are for the solvers of the diffusers library, and sampler %s is none. Leave options out."
                                    .formatted(sampler)));
            solver.requireKnown(sampler, given);
        });
    }

    /** All steps of DDPM, no clipping, 1,024 samples. */
    public static SampleConfig defaults() {
        return RecipeReader.defaults(SampleConfig.class);
    }

    /**
     * The same with another method. Options that it does not know are dropped as the library does, and so is a clip where
     * options say that the library is followed.
     */
    public SampleConfig withSampler(SamplerName other) {
        Optional<SolverOptions> known =
                options.flatMap(given -> other.maker().library().map(solver -> solver.known(given)));
        Optional<Double> clamped = other.takesClip(known.isPresent()) ? clip : Optional.empty();
        return new SampleConfig(other, steps, eta, variance, known, clamped, count);
    }

    /** The same with this many steps. */
    public SampleConfig withSteps(int n) {
        return new SampleConfig(sampler, Optional.of(n), eta, variance, options, clip, count);
    }

    /**
     * The same in {@code n} steps, by the method of its family that can take fewer; as it is where there is none. For a look
     * at what a network can do so far.
     *
     * @param form how strong the noise was in training
     */
    public SampleConfig shortened(int n, ForwardForm form) {
        if (sampler.process() != ReverseProcess.DIFFUSION) {
            return this;
        }
        return withSampler(form == ForwardForm.ROOT ? SamplerName.DDIM : SamplerName.CONSISTENT)
                .withSteps(n);
    }

    /** The same with another eta. */
    public SampleConfig withEta(double other) {
        return new SampleConfig(sampler, steps, other, variance, options, clip, count);
    }

    /** The same with another noise of a step. */
    public SampleConfig withVariance(Ddpm.Variance other) {
        return new SampleConfig(sampler, steps, eta, Optional.of(other), options, clip, count);
    }

    /** The same with those of {@code given} that the method knows. */
    public SampleConfig withOptions(SolverOptions given) {
        Optional<SolverOptions> known = sampler.maker().library().map(solver -> solver.known(given));
        return new SampleConfig(sampler, steps, eta, variance, known, clip, count);
    }

    /** The same as a solver of the diffusers library does it, if one does. */
    public Optional<SampleConfig> asLibrary() {
        return sampler.maker().asLibrary(this);
    }

    /** The same with values replaced: keys and values as in a recipe, such as {@code options.solverOrder=3}. */
    public SampleConfig with(List<String> assignments) {
        return assignments.isEmpty()
                ? this
                : RecipeReader.read(
                        SampleConfig.class,
                        RecipeSource.ofText("sample", RecipeWriter.yaml(SampleConfig.class, this)),
                        assignments);
    }

    /**
     * Refuses a method that does not fit what was trained.
     *
     * @param objective what was learned
     * @param prediction what the network's output means
     * @throws ConfigException with the methods that fit
     */
    public void requireFitting(ObjectiveConfig objective, Prediction prediction) {
        if (sampler.process() != objective.process()) {
            throw new ConfigException(
                    "sampler %s leads networks that learned %s, and this one learned %s. Use sampler %s."
                            .formatted(
                                    sampler,
                                    sampler.process(),
                                    objective.process(),
                                    SamplerName.thatReverse(objective.process())));
        }
        objective.sigmaOfData().ifPresent(this::requireSigmaOfData);
        if (prediction == Prediction.X0 && !sampler.maker().readsCleanSample()) {
            throw unreadable();
        }
        sampler.maker().requireFitting(this, objective.forward(), prediction);
    }

    private ConfigException unreadable() {
        KeyName velocity = new KeyName("velocity");
        KeyName x0 = new KeyName("x0");
        String form = "sampler %s leads networks that predict epsilon or %s, and this one predicts %s. ";
        return sampler.process() == ReverseProcess.EDM
                ? ConfigException.naming(
                        form + "Set %s to epsilon or %s.",
                        sampler.keyName(),
                        velocity,
                        x0,
                        new KeyName("prediction"),
                        velocity)
                : ConfigException.naming(
                        form + "Use %s or %s.",
                        sampler.keyName(),
                        velocity,
                        x0,
                        SamplerName.DDIM.keyName(),
                        SamplerName.DPMPP.keyName());
    }

    private void requireSigmaOfData(double learned) {
        double assumed = options.flatMap(SolverOptions::sigmaData).orElse(USUAL_SIGMA_OF_DATA);
        if (assumed != learned) {
            throw new ConfigException(
                    "sampler %s assumes data of standard deviation %s, and this network learned with %s. Set sample.options.sigmaData to %s."
                            .formatted(sampler, assumed, learned, learned));
        }
    }

    /** The solver over {@code schedule}, from pure noise to clean. */
    public Sampler create(NoiseSchedule schedule, Prediction prediction) {
        Timesteps times = steps.map(n -> Timesteps.spread(schedule, n)).orElseGet(() -> Timesteps.every(schedule));
        return create(schedule, prediction, times);
    }

    /** The solver over {@code schedule} and given times. */
    public Sampler create(NoiseSchedule schedule, Prediction prediction, Timesteps times) {
        return sampler.maker().create(this, schedule, times, prediction);
    }
}

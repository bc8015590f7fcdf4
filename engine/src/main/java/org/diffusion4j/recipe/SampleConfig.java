// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.config.RecipeWriter;
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
import org.diffusion4j.sampler.diffusers.SolverOptions;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.schedule.NoiseSchedule;
import tools.jackson.databind.JsonNode;

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
        Method sampler,

        @Key(about = "steps of a run; absent = all of the schedule", unit = "steps")
        Optional<Integer> steps,

        @Key(about = "DDIM's stochasticity, 0 to 1", standard = "0")
        double eta,

        @Key(about = "noise a step of ddpm or lineage adds: posterior or beta; absent = the method's own")
        Optional<Variance> variance,

        @Key(about = "options of the method; with them ddpm and ddim too are the diffusers library's")
        Optional<SolverOptions> options,

        @Key(about = "clamp the clean estimate to this range; absent = never")
        Optional<Double> clip,

        @Key(about = "samples drawn where nobody says how many", unit = "samples", standard = "1024")
        int count) {
    /** What the edm solvers assume where they are told nothing. */
    private static final double USUAL_SIGMA_OF_DATA = 0.5;

    /** The solvers a recipe can name: a new one is one line here. */
    public enum Method {
        /** Ancestral sampling with the posterior variance. */
        DDPM(ReverseProcess.DIFFUSION, new LibrarySolver("DDPMScheduler")) {
            @Override
            Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip) {
                if (c.options.isPresent()) {
                    return super.create(c, schedule, times, prediction, clip);
                }
                Ddpm.Variance variance = c.variance.orElse(Variance.POSTERIOR).ofStep;
                return new Ddpm(schedule, times, prediction, variance, clip);
            }
        },
        /** Denoising diffusion implicit models. */
        DDIM(ReverseProcess.DIFFUSION, new LibrarySolver("DDIMScheduler")) {
            @Override
            Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip) {
                if (c.options.isPresent()) {
                    return super.create(c, schedule, times, prediction, clip);
                }
                return new Ddim(schedule, times, prediction, c.eta(), clip);
            }
        },
        /** DPM-Solver++ with several steps of memory (Lu et al. 2022b). */
        DPMPP(ReverseProcess.DIFFUSION, dpmSolver("dpmsolver++")),
        /** The same with noise in every step. */
        DPMPP_SDE(ReverseProcess.DIFFUSION, dpmSolver("sde-dpmsolver++")),
        /** DPM-Solver on the noise (Lu et al. 2022a). */
        DPM(ReverseProcess.DIFFUSION, dpmSolver("dpmsolver")),
        /** The same with noise in every step. */
        DPM_SDE(ReverseProcess.DIFFUSION, dpmSolver("sde-dpmsolver")),
        /** UniPC: a predictor and a corrector of one family (Zhao et al. 2023). */
        UNIPC(ReverseProcess.DIFFUSION, new LibrarySolver("UniPCMultistepScheduler")),
        /** Euler's method along the noise levels (Karras et al. 2022). */
        EULER(ReverseProcess.DIFFUSION, new LibrarySolver("EulerDiscreteScheduler")),
        /** The same with noise in every step. */
        EULER_A(ReverseProcess.DIFFUSION, new LibrarySolver("EulerAncestralDiscreteScheduler")),
        /** Heun's method along the noise levels; two evaluations a step (Karras et al. 2022). */
        HEUN(ReverseProcess.DIFFUSION, new LibrarySolver("HeunDiscreteScheduler")),
        /** A linear method with several steps of memory along the noise levels. */
        LMS(ReverseProcess.DIFFUSION, new LibrarySolver("LMSDiscreteScheduler")),
        /** Pseudo numerical methods (Liu et al. 2022). */
        PNDM(ReverseProcess.DIFFUSION, new LibrarySolver("PNDMScheduler")),
        /** Exponential integrator with several steps of memory (Zhang and Chen 2023). */
        DEIS(ReverseProcess.DIFFUSION, new LibrarySolver("DEISMultistepScheduler")),
        /** Steps of latent consistency models, for networks that were distilled for them (Luo et al. 2023). */
        LCM(ReverseProcess.DIFFUSION, new LibrarySolver("LCMScheduler")),
        /** Euler's method for networks with the preconditioning of Karras et al. 2022. */
        EDM_EULER(ReverseProcess.EDM, new LibrarySolver("EDMEulerScheduler")),
        /** The stochastic sampler of Karras et al. 2022; two evaluations a step. */
        EDM_HEUN(ReverseProcess.EDM, new LibrarySolver("EDMEulerScheduler")) {
            @Override
            Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip) {
                return solver().createEdmHeun(c, schedule, times, prediction);
            }
        },
        /** DPM-Solver++ for networks with the preconditioning of Karras et al. 2022. */
        EDM_DPMPP(ReverseProcess.EDM, edmDpmSolver("dpmsolver++")),
        /** The same with noise in every step. */
        EDM_DPMPP_SDE(ReverseProcess.EDM, edmDpmSolver("sde-dpmsolver++")),
        /** Euler's method along straight paths (Lipman et al. 2023). */
        FLOW_EULER(ReverseProcess.FLOW, new LibrarySolver("FlowMatchEulerDiscreteScheduler")),
        /** DPM-Solver++ along straight paths. */
        FLOW_DPMPP(ReverseProcess.FLOW, dpmSolver("dpmsolver++").ofFlows()),
        /** UniPC along straight paths. */
        FLOW_UNIPC(ReverseProcess.FLOW, new LibrarySolver("UniPCMultistepScheduler").ofFlows()),
        /** The exponential integrator along straight paths. */
        FLOW_DEIS(ReverseProcess.FLOW, new LibrarySolver("DEISMultistepScheduler").ofFlows()),
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

        @SuppressWarnings("ImmutableEnumChecker") // a record of constants
        private final Optional<LibrarySolver> solver;

        /** A solver of this project's own. */
        Method(ReverseProcess process) {
            this.process = process;
            this.solver = Optional.empty();
        }

        /** A solver that the diffusers library has, too. */
        Method(ReverseProcess process, LibrarySolver solver) {
            this.process = process;
            this.solver = Optional.of(solver);
        }

        private static LibrarySolver dpmSolver(String algorithm) {
            LibrarySolver solver = new LibrarySolver("DPMSolverMultistepScheduler").with("algorithm_type", algorithm);
            // solvers of the noise divide by the last sigma, which must not be 0
            return algorithm.endsWith("++") ? solver : solver.with("final_sigmas_type", "sigma_min");
        }

        private static LibrarySolver edmDpmSolver(String algorithm) {
            return new LibrarySolver("EDMDPMSolverMultistepScheduler").with("algorithm_type", algorithm);
        }

        /** The process that its networks learned to reverse. */
        public ReverseProcess process() {
            return process;
        }

        /** The class of the diffusers library that is this method, if it has one. */
        public Optional<String> libraryClass() {
            return solver.map(LibrarySolver::className);
        }

        /** Keys and values of the library's file that make the class this method. */
        public Map<String, JsonNode> libraryKeys() {
            return solver.map(LibrarySolver::fixed).orElse(Map.of());
        }

        LibrarySolver solver() {
            return solver.orElseThrow();
        }

        /** Whether the clean estimate can be clamped, which a few methods never form. */
        boolean takesClip(boolean asTheLibrary) {
            return solver.map(known -> known.takesClip(asTheLibrary)).orElse(true);
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

        Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction, Clip clip) {
            return solver().create(c, schedule, times, prediction);
        }

        void requireFitting(SampleConfig c, ForwardForm form, Prediction prediction) {
            if (prediction == Prediction.X0 && (this == PNDM || process == ReverseProcess.EDM)) {
                throw new ConfigException(
                        "sampler %s leads networks that predict epsilon or velocity, and this one predicts x0. Use ddim or dpmpp."
                                .formatted(this));
            }
            if (form != ForwardForm.ROOT) {
                throw new ConfigException(
                        "sampler %s expects noise of strength sqrt(1 - abar), and this network was trained with objective.forward = %s. Use consistent, or lineage as the seed's notebook."
                                .formatted(this, named(form)));
            }
        }
    }

    /** How much noise a step adds. */
    public enum Variance {
        /** That of the posterior. */
        POSTERIOR(Ddpm.Variance.POSTERIOR),
        /** beta itself. */
        BETA(Ddpm.Variance.BETA),
        /** What the second half of the network's output says. */
        LEARNED(Ddpm.Variance.LEARNED),
        /** What the second half of the network's output says, between posterior (−1) and beta (1). */
        LEARNED_RANGE(Ddpm.Variance.LEARNED_RANGE);

        private final Ddpm.Variance ofStep;

        Variance(Ddpm.Variance ofStep) {
            this.ofStep = ofStep;
        }

        /** Whether it stands in the network's output. */
        boolean isLearned() {
            return this == LEARNED || this == LEARNED_RANGE;
        }

        /** As the diffusers library calls it. */
        public String libraryName() {
            return switch (this) {
                case POSTERIOR -> "fixed_small";
                case BETA -> "fixed_large";
                case LEARNED -> "learned";
                case LEARNED_RANGE -> "learned_range";
            };
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
        if (clip.isPresent() && !sampler.takesClip(false)) {
            throw new ConfigException(
                    "clip is %s, and sampler %s never forms the clean estimate apart from its step. Leave clip out, or use ddim."
                            .formatted(clip.get(), sampler));
        }
        options.ifPresent(given -> {
            if (sampler.solver.isEmpty()) {
                throw new ConfigException(
                        "options are for the solvers of the diffusers library, and sampler %s is none. Leave options out."
                                .formatted(sampler));
            }
            sampler.solver().requireKnown(sampler, given);
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
    public SampleConfig withSampler(Method other) {
        Optional<SolverOptions> known = options.flatMap(given -> other.solver.map(solver -> solver.known(given)));
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
        if (sampler.process != ReverseProcess.DIFFUSION) {
            return this;
        }
        return withSampler(form == ForwardForm.ROOT ? Method.DDIM : Method.CONSISTENT)
                .withSteps(n);
    }

    /** The same with another eta. */
    public SampleConfig withEta(double other) {
        return new SampleConfig(sampler, steps, other, variance, options, clip, count);
    }

    /** The same with another noise of a step. */
    public SampleConfig withVariance(Variance other) {
        return new SampleConfig(sampler, steps, eta, Optional.of(other), options, clip, count);
    }

    /** The same with those of {@code given} that the method knows. */
    public SampleConfig withOptions(SolverOptions given) {
        Optional<SolverOptions> known = sampler.solver.map(solver -> solver.known(given));
        return new SampleConfig(sampler, steps, eta, variance, known, clip, count);
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
        ReverseProcess learned = objective.process();
        if (sampler.process != learned) {
            String fitting = Arrays.stream(Method.values())
                    .filter(method -> method.process == learned)
                    .map(Method::toString)
                    .collect(Collectors.joining(", "));
            throw new ConfigException(
                    "sampler %s leads networks that learned %s, and this one learned %s. Use sampler %s."
                            .formatted(sampler, sampler.process, learned, fitting));
        }
        objective.sigmaOfData().ifPresent(this::requireSigmaOfData);
        sampler.requireFitting(this, objective.forward(), prediction);
    }

    private void requireSigmaOfData(double learned) {
        double assumed = options.flatMap(SolverOptions::sigmaData).orElse(USUAL_SIGMA_OF_DATA);
        if (assumed != learned) {
            throw new ConfigException(
                    "sampler %s assumes data of standard deviation %s, and this network learned with %s. Set sample.options.sigmaData to %s."
                            .formatted(sampler, assumed, learned, learned));
        }
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

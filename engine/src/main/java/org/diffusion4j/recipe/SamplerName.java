// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diffusion4j.config.Names;
import org.diffusion4j.diffusers.SchedulerClass;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.sampler.Ddim;
import org.diffusion4j.sampler.Ddpm;
import tools.jackson.databind.JsonNode;

/** The solvers that a recipe can name: a new one is one line here. */
public enum SamplerName {
    /** Ancestral sampling with the posterior variance (Ho et al. 2020). */
    DDPM(
            ReverseProcess.DIFFUSION,
            new TwoFormSolver(
                    (c, schedule, times, prediction) -> new Ddpm(
                            schedule,
                            times,
                            prediction,
                            c.variance().orElse(Ddpm.Variance.POSTERIOR),
                            SolverMaker.clip(c)),
                    new LibrarySolver("DDPMScheduler"))),
    /** Denoising diffusion implicit models (Song et al. 2021). */
    DDIM(
            ReverseProcess.DIFFUSION,
            new TwoFormSolver(
                    (c, schedule, times, prediction) ->
                            new Ddim(schedule, times, prediction, c.eta(), SolverMaker.clip(c)),
                    new LibrarySolver("DDIMScheduler"))),
    /** DPM-Solver++ with several steps of memory (Lu et al. 2022b). */
    DPMPP(ReverseProcess.DIFFUSION, LibrarySolver.dpm("dpmsolver++")),
    /** The same with noise in every step. */
    DPMPP_SDE(ReverseProcess.DIFFUSION, LibrarySolver.dpm("sde-dpmsolver++")),
    /** DPM-Solver on the noise (Lu et al. 2022a). */
    DPM(ReverseProcess.DIFFUSION, LibrarySolver.dpm("dpmsolver")),
    /** The same with noise in every step. */
    DPM_SDE(ReverseProcess.DIFFUSION, LibrarySolver.dpm("sde-dpmsolver")),
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
    EDM_HEUN(ReverseProcess.EDM, new EdmHeunSolver()),
    /** DPM-Solver++ for networks with the preconditioning of Karras et al. 2022. */
    EDM_DPMPP(ReverseProcess.EDM, LibrarySolver.edmDpm("dpmsolver++")),
    /** The same with noise in every step. */
    EDM_DPMPP_SDE(ReverseProcess.EDM, LibrarySolver.edmDpm("sde-dpmsolver++")),
    /** Euler's method along straight paths (Lipman et al. 2023). */
    FLOW_EULER(ReverseProcess.FLOW, new LibrarySolver("FlowMatchEulerDiscreteScheduler")),
    /** DPM-Solver++ along straight paths. */
    FLOW_DPMPP(ReverseProcess.FLOW, LibrarySolver.dpm("dpmsolver++").ofFlows()),
    /** UniPC along straight paths. */
    FLOW_UNIPC(ReverseProcess.FLOW, new LibrarySolver("UniPCMultistepScheduler").ofFlows()),
    /** The exponential integrator along straight paths. */
    FLOW_DEIS(ReverseProcess.FLOW, new LibrarySolver("DEISMultistepScheduler").ofFlows()),
    /** Level by level along the straight blend of noise and picture. */
    BLEND(ReverseProcess.NEXT_IMAGE, SeedSolvers::blend),
    /** Ancestral sampling with the variance beta and the mean through the noise, as the sprite seed's notebook. */
    LINEAGE(ReverseProcess.DIFFUSION, new SeedSolvers.LineageMaker()),
    /** DDIM's step for networks that were trained with the sprite seed's own strength of noise. */
    CONSISTENT(ReverseProcess.DIFFUSION, new SeedSolvers.ConsistentMaker());

    private final ReverseProcess process;

    @SuppressWarnings("ImmutableEnumChecker") // records of constants, and functions without state
    private final SolverMaker maker;

    SamplerName(ReverseProcess process, SolverMaker maker) {
        this.process = process;
        this.maker = maker;
    }

    /**
     * The solver of this name.
     *
     * @throws ConfigException with the nearest name, and all of them
     */
    public static SamplerName named(String name) {
        return Arrays.stream(values())
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException("there is no sampler '%s'. %s"
                        .formatted(
                                name,
                                Names.advice(
                                        name,
                                        Arrays.stream(values())
                                                .map(SamplerName::toString)
                                                .toList()))));
    }

    /** The names of the solvers of a process, for sentences. */
    static String thatReverse(ReverseProcess learned) {
        return Arrays.stream(values())
                .filter(one -> one.process == learned)
                .map(SamplerName::toString)
                .collect(Collectors.joining(", "));
    }

    /** The process that its networks learned to reverse. */
    public ReverseProcess process() {
        return process;
    }

    /** The class of the diffusers library that is this method, if it has one. */
    public Optional<SchedulerClass> libraryClass() {
        return maker.libraryClass();
    }

    /** Keys and values of the library's file that make the class this method. */
    public Map<String, JsonNode> libraryKeys() {
        return maker.library().map(LibrarySolver::fixed).orElse(Map.of());
    }

    SolverMaker maker() {
        return maker;
    }

    /** Whether the clean estimate can be clamped, which a few methods never form. */
    boolean takesClip(boolean asTheLibrary) {
        return maker.library().map(known -> known.takesClip(asTheLibrary)).orElse(true);
    }

    /** For sentences that a file of another spelling tells, too. */
    KeyName keyName() {
        return new KeyName(toString());
    }

    /** Whether eta means something to it. */
    public boolean hasEta() {
        return maker.hasEta();
    }

    /** As it is written in a recipe. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import static org.diffusion4j.diffusers.GridKind.INVERSE;
import static org.diffusion4j.diffusers.GridKind.LEVELS;
import static org.diffusion4j.diffusers.GridKind.MULTISTEP;
import static org.diffusion4j.diffusers.GridKind.OWN;
import static org.diffusion4j.diffusers.GridKind.STEPS;
import static org.diffusion4j.diffusers.Habit.CUTS_TIMES_OF_COSINE;
import static org.diffusion4j.diffusers.Habit.ENDS_ABOVE_ZERO;
import static org.diffusion4j.diffusers.Habit.ENDS_AT_OWN_LEVEL;
import static org.diffusion4j.diffusers.Habit.NEEDS_SIGNAL;
import static org.diffusion4j.diffusers.Habit.READS_NO_CLEAN_SAMPLE;
import static org.diffusion4j.diffusers.Habit.SPACES_FLOWS_BY_KARRAS;
import static org.diffusion4j.diffusers.Habit.TAKES_ALL_STEPS;
import static org.diffusion4j.diffusers.SchedulerClass.scheduler;
import static org.diffusion4j.diffusers.SchedulerKeys.BETAS;
import static org.diffusion4j.diffusers.SchedulerKeys.CLIP;
import static org.diffusion4j.diffusers.SchedulerKeys.FLOW;
import static org.diffusion4j.diffusers.SchedulerKeys.LATENT_BETAS;
import static org.diffusion4j.diffusers.SchedulerKeys.LEADING;
import static org.diffusion4j.diffusers.SchedulerKeys.LINSPACE;
import static org.diffusion4j.diffusers.SchedulerKeys.NO_CLIP;
import static org.diffusion4j.diffusers.SchedulerKeys.ORDER;
import static org.diffusion4j.diffusers.SchedulerKeys.RESPACING;
import static org.diffusion4j.diffusers.SchedulerKeys.TERMINAL;
import static org.diffusion4j.diffusers.SchedulerKeys.THRESHOLD;
import static org.diffusion4j.diffusers.SchedulerKeys.key;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.diffusion4j.diffusers.GridKind;
import org.diffusion4j.diffusers.SchedulerClass;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.diffusers.SchedulerKeys;
import org.diffusion4j.diffusers.SchedulerValues;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.schedule.BetaSchedule;

/** The register of the library's scheduler classes: a class is one line, and all else asks here what is particular to it. */
public final class Schedulers {
    private static final String[] CHURN = {"s_churn", "s_tmin", "s_tmax", "s_noise"};

    /** How the solver of a class is made for a run, and all else of the class. */
    record Entry(Function<DiffusersRun, Sampler> maker, SchedulerClass kind) {}

    private static final Map<String, Entry> REGISTER = byName(List.of(
            new Entry(
                    StepSolvers::ddpm,
                    scheduler("DDPMScheduler", STEPS)
                            .having(BETAS, LEADING, CLIP, THRESHOLD, TERMINAL)
                            .having(key("variance_type", "fixed_small"))
                            .knowing(BetaSchedule.SIGMOID, BetaSchedule.LAPLACE)
                            .with(TAKES_ALL_STEPS)),
            new Entry(
                    StepSolvers::ddim,
                    scheduler("DDIMScheduler", STEPS)
                            .having(BETAS, LEADING, CLIP, THRESHOLD, TERMINAL)
                            .having(key("set_alpha_to_one", true))
                            .taking("eta", "use_clipped_model_output")),
            new Entry(
                    StepSolvers::ddimInverse,
                    scheduler("DDIMInverseScheduler", INVERSE)
                            .having(BETAS, LEADING, CLIP, TERMINAL)
                            .having(key("set_alpha_to_one", true).andNone("set_alpha_to_zero"))),
            new Entry(
                    StepSolvers::pndm,
                    scheduler("PNDMScheduler", STEPS)
                            .having(BETAS, LEADING)
                            .having(key("set_alpha_to_one", false).and("skip_prk_steps", false))
                            .with(READS_NO_CLEAN_SAMPLE)),
            new Entry(
                    StepSolvers::lcm,
                    scheduler("LCMScheduler", OWN)
                            .having(
                                    LATENT_BETAS.and("beta_schedule", "scaled_linear"),
                                    LEADING,
                                    NO_CLIP,
                                    THRESHOLD,
                                    TERMINAL)
                            .having(key("set_alpha_to_one", true)
                                    .and("original_inference_steps", 50)
                                    .and("timestep_scaling", 10.0))
                            .taking("strength")),
            new Entry(
                    SigmaSolvers::euler,
                    scheduler("EulerDiscreteScheduler", LEVELS)
                            .having(BETAS, LINSPACE, TERMINAL, RESPACING)
                            .having(key("interpolation_type", "linear")
                                    .and("timestep_type", "discrete")
                                    .and("final_sigmas_type", "zero")
                                    .andNone("sigma_min")
                                    .andNone("sigma_max"))
                            .taking(CHURN)
                            .with(NEEDS_SIGNAL)),
            new Entry(
                    SigmaSolvers::eulerAncestral,
                    scheduler("EulerAncestralDiscreteScheduler", LEVELS)
                            .having(BETAS, LINSPACE, TERMINAL)
                            .with(NEEDS_SIGNAL)),
            new Entry(
                    SigmaSolvers::heun,
                    scheduler("HeunDiscreteScheduler", LEVELS)
                            .having(LATENT_BETAS, LINSPACE, NO_CLIP, RESPACING)
                            .knowing(BetaSchedule.EXP)),
            new Entry(
                    SigmaSolvers::lms,
                    scheduler("LMSDiscreteScheduler", LEVELS)
                            .having(BETAS, LINSPACE, RESPACING)
                            .taking("solver_order")),
            new Entry(
                    SigmaSolvers::dpmSolver,
                    scheduler("DPMSolverMultistepScheduler", MULTISTEP)
                            .having(BETAS, LINSPACE, THRESHOLD, TERMINAL, RESPACING, ORDER, FLOW)
                            .having(key("algorithm_type", "dpmsolver++")
                                    .and("euler_at_final", false)
                                    .and("use_lu_lambdas", false)
                                    .and("final_sigmas_type", "zero")
                                    .and("lambda_min_clipped", Double.NEGATIVE_INFINITY)
                                    .andNone("variance_type"))
                            .taking("mu")
                            .with(NEEDS_SIGNAL, CUTS_TIMES_OF_COSINE)),
            new Entry(
                    SigmaSolvers::uniPc,
                    scheduler("UniPCMultistepScheduler", MULTISTEP)
                            .having(BETAS, LINSPACE, THRESHOLD, TERMINAL, RESPACING, ORDER, FLOW)
                            .having(key("solver_type", "bh2")
                                    .and("predict_x0", true)
                                    .and("disable_corrector", List.of())
                                    .and("final_sigmas_type", "zero")
                                    .andNone("solver_p")
                                    .andNone("sigma_min")
                                    .andNone("sigma_max")
                                    .andNone("shift_terminal"))
                            .taking("mu")
                            .with(NEEDS_SIGNAL, ENDS_AT_OWN_LEVEL, SPACES_FLOWS_BY_KARRAS)),
            new Entry(
                    SigmaSolvers::deis,
                    scheduler("DEISMultistepScheduler", MULTISTEP)
                            .having(BETAS, LINSPACE, THRESHOLD, RESPACING, ORDER, FLOW)
                            .having(key("algorithm_type", "deis").and("solver_type", "logrho"))
                            .taking("mu")
                            .with(ENDS_AT_OWN_LEVEL, ENDS_ABOVE_ZERO)),
            new Entry(
                    SigmaSolvers::edmEuler,
                    scheduler("EDMEulerScheduler", GridKind.EDM)
                            .having(SchedulerKeys.EDM)
                            .taking(CHURN)
                            .with(READS_NO_CLEAN_SAMPLE)),
            new Entry(
                    SigmaSolvers::edmDpmSolver,
                    scheduler("EDMDPMSolverMultistepScheduler", GridKind.EDM)
                            .having(SchedulerKeys.EDM, THRESHOLD, ORDER)
                            .having(key("algorithm_type", "dpmsolver++").and("euler_at_final", false))
                            .with(READS_NO_CLEAN_SAMPLE)),
            new Entry(
                    SigmaSolvers::flowMatchEuler,
                    scheduler("FlowMatchEulerDiscreteScheduler", GridKind.FLOW)
                            .having(RESPACING)
                            .having(key("num_train_timesteps", 1000)
                                    .and("shift", 1.0)
                                    .and("use_dynamic_shifting", false)
                                    .and("time_shift_type", "exponential")
                                    .and("base_shift", 0.5)
                                    .and("max_shift", 1.15)
                                    .and("base_image_seq_len", 256)
                                    .and("max_image_seq_len", 4096)
                                    .and("invert_sigmas", false)
                                    .and("stochastic_sampling", false)
                                    .andNone("shift_terminal"))
                            .taking("mu"))));

    /** RePaint has no line, as its solver needs a picture, too. */
    static final SchedulerClass REPAINT = scheduler("RePaintScheduler", OWN)
            .having(BETAS, key("eta", 0.0).and("clip_sample", true))
            .knowing(BetaSchedule.SIGMOID);

    private Schedulers() {}

    private static Map<String, Entry> byName(List<Entry> entries) {
        Map<String, Entry> map = new TreeMap<>();
        entries.forEach(entry -> map.put(entry.kind().name(), entry));
        return Collections.unmodifiableMap(map);
    }

    /** The names of the classes whose solvers are made here. */
    public static Set<String> names() {
        return REGISTER.keySet();
    }

    /**
     * The class of this name; RePaint's too.
     *
     * @throws FormatException if it is not known
     */
    public static SchedulerClass named(String className) {
        return find(className).orElseThrow(() -> unknown("the configuration of a solver", className));
    }

    /**
     * A file as its class reads it: completed by the defaults, without the keys that the class does not know.
     *
     * @throws FormatException if the class is not known
     */
    public static SchedulerValues read(SchedulerConfig file) {
        return find(file.className())
                .orElseThrow(() -> unknown(file.place(), file.className()))
                .read(file);
    }

    /** A sentence that names the keys of a file that its class does not know; the library passes over them, too. */
    public static Optional<String> unknownKeys(SchedulerConfig file) {
        return file.unknownKeys(read(file).kind().keys().values().keySet());
    }

    /**
     * The error of a scheduler class that is not known.
     *
     * @param key under which the class stands
     * @param place the file
     * @param known the classes that could stand there
     */
    public static FormatException unknown(String key, String place, String className, Set<String> known) {
        return new FormatException(
                "'%s' in %s is %s, which is no scheduler class known here. Write one of these instead: %s."
                        .formatted(key, place, FormatException.shown(className), String.join(", ", known)));
    }

    /** The maker of a solver, which RePaint has none of. */
    static Function<DiffusersRun, Sampler> maker(SchedulerConfig file) {
        Entry entry = REGISTER.get(file.className());
        if (entry == null) {
            throw unknown(file.place(), file.className());
        }
        return entry.maker();
    }

    private static Optional<SchedulerClass> find(String className) {
        return className.equals(REPAINT.name())
                ? Optional.of(REPAINT)
                : Optional.ofNullable(REGISTER.get(className)).map(Entry::kind);
    }

    private static FormatException unknown(String place, String className) {
        return unknown("_class_name", place, className, names());
    }
}

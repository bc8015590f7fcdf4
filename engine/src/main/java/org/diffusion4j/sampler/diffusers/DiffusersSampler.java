// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.RePaint;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.sigma.Churn;
import org.diffusion4j.sampler.sigma.SigmaSampler;
import org.diffusion4j.schedule.NoiseSchedule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The solver that a diffusers scheduler configuration describes. */
public final class DiffusersSampler {
    private static final String BETAS = "num_train_timesteps beta_start beta_end beta_schedule trained_betas ";
    private static final String SPACING = "prediction_type timestep_spacing steps_offset ";
    private static final String CLIP = "clip_sample clip_sample_range ";
    private static final String THRESHOLD = "thresholding dynamic_thresholding_ratio sample_max_value ";
    private static final String TERMINAL = "rescale_betas_zero_snr ";
    private static final String RESPACING = "use_karras_sigmas use_exponential_sigmas use_beta_sigmas ";
    private static final String ORDER = "solver_order solver_type algorithm_type lower_order_final ";
    private static final String FLOW = "use_flow_sigmas flow_shift use_dynamic_shifting time_shift_type ";
    private static final String EDM =
            "sigma_min sigma_max sigma_data sigma_schedule num_train_timesteps prediction_type rho final_sigmas_type ";

    /** RePaint is not in the register, as it needs a picture. */
    private static final Set<String> REPAINT = Set.of((BETAS + "eta clip_sample").split(" "));

    private record Entry(Set<String> keys, Function<DiffusersRun, Sampler> maker) {
        Entry(String keys, Function<DiffusersRun, Sampler> maker) {
            this(new TreeSet<>(Arrays.asList(keys.split(" "))), maker);
        }
    }

    /** The register of classes: a new one is a line here. */
    private static final Map<String, Entry> CLASSES = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "DDPMScheduler",
                    new Entry(BETAS + SPACING + CLIP + THRESHOLD + TERMINAL + "variance_type", StepSolvers::ddpm)),
            Map.entry(
                    "DDIMScheduler",
                    new Entry(BETAS + SPACING + CLIP + THRESHOLD + TERMINAL + "set_alpha_to_one", StepSolvers::ddim)),
            Map.entry(
                    "DDIMInverseScheduler",
                    new Entry(
                            BETAS + SPACING + CLIP + TERMINAL + "set_alpha_to_one set_alpha_to_zero",
                            StepSolvers::ddimInverse)),
            Map.entry(
                    "PNDMScheduler", new Entry(BETAS + SPACING + "set_alpha_to_one skip_prk_steps", StepSolvers::pndm)),
            Map.entry(
                    "LCMScheduler",
                    new Entry(
                            BETAS + SPACING + CLIP + THRESHOLD + TERMINAL
                                    + "set_alpha_to_one original_inference_steps timestep_scaling",
                            StepSolvers::lcm)),
            Map.entry(
                    "EulerDiscreteScheduler",
                    new Entry(
                            BETAS + SPACING + TERMINAL + RESPACING
                                    + "interpolation_type sigma_min sigma_max timestep_type final_sigmas_type",
                            SigmaSolvers::euler)),
            Map.entry(
                    "EulerAncestralDiscreteScheduler",
                    new Entry(BETAS + SPACING + TERMINAL, SigmaSolvers::eulerAncestral)),
            Map.entry("HeunDiscreteScheduler", new Entry(BETAS + SPACING + CLIP + RESPACING, SigmaSolvers::heun)),
            Map.entry("LMSDiscreteScheduler", new Entry(BETAS + SPACING + RESPACING, SigmaSolvers::lms)),
            Map.entry(
                    "DPMSolverMultistepScheduler",
                    new Entry(
                            BETAS + SPACING + THRESHOLD + TERMINAL + RESPACING + ORDER + FLOW
                                    + "euler_at_final use_lu_lambdas final_sigmas_type lambda_min_clipped variance_type",
                            SigmaSolvers::dpmSolver)),
            Map.entry(
                    "UniPCMultistepScheduler",
                    new Entry(
                            BETAS + SPACING + THRESHOLD + TERMINAL + RESPACING + ORDER + FLOW
                                    + "predict_x0 disable_corrector solver_p final_sigmas_type sigma_min sigma_max shift_terminal",
                            SigmaSolvers::uniPc)),
            Map.entry(
                    "DEISMultistepScheduler",
                    new Entry(BETAS + SPACING + THRESHOLD + RESPACING + ORDER + FLOW, SigmaSolvers::deis)),
            Map.entry("EDMEulerScheduler", new Entry(EDM, SigmaSolvers::edmEuler)),
            Map.entry(
                    "EDMDPMSolverMultistepScheduler",
                    new Entry(EDM + THRESHOLD + ORDER + "euler_at_final", SigmaSolvers::edmDpmSolver)),
            Map.entry(
                    "FlowMatchEulerDiscreteScheduler",
                    new Entry(
                            RESPACING
                                    + "num_train_timesteps shift use_dynamic_shifting base_shift max_shift base_image_seq_len"
                                    + " max_image_seq_len invert_sigmas shift_terminal time_shift_type stochastic_sampling",
                            SigmaSolvers::flowMatchEuler))));

    private DiffusersSampler() {}

    /** Arguments of the library's calls that classes know, beside the keys of their files. */
    private static final Map<String, Set<String>> ARGUMENTS = Map.of(
            "DDIMScheduler", Set.of("use_clipped_model_output"),
            "LCMScheduler", Set.of("strength"),
            "LMSDiscreteScheduler", Set.of("solver_order"),
            "EulerDiscreteScheduler", Set.of("s_churn", "s_tmin", "s_tmax", "s_noise"),
            "EDMEulerScheduler", Set.of("s_churn", "s_tmin", "s_tmax", "s_noise"),
            "DPMSolverMultistepScheduler", Set.of("mu"),
            "DEISMultistepScheduler", Set.of("mu"),
            "UniPCMultistepScheduler", Set.of("mu"),
            "FlowMatchEulerDiscreteScheduler", Set.of("mu"));

    /** The names of the classes that {@link #of} knows. */
    public static Set<String> classes() {
        return CLASSES.keySet();
    }

    /**
     * The solver of the file's class for a run of {@code steps}.
     *
     * @throws FormatException if the class is not known or a value cannot be used
     */
    public static Sampler of(SchedulerConfig file, int steps) {
        return of(file, DiffusersCall.of(steps));
    }

    /** The same with more than the number of steps said. */
    public static Sampler of(SchedulerConfig file, DiffusersCall call) {
        return entry(file).maker().apply(new DiffusersRun(known(file), call));
    }

    /**
     * The file without the keys that its class does not know: one that another class wrote may have some.
     *
     * @throws FormatException if the class is not known
     */
    public static SchedulerConfig known(SchedulerConfig file) {
        return file.only(entry(file).keys());
    }

    /**
     * The solver of a class over a schedule that is given.
     *
     * @param className of the library
     * @param options that the class knows, see {@link #keys}
     * @param more keys and values of its file beside those
     * @param schedule the noise levels; counted from 0 or from 1
     * @param steps of the run
     * @param eta of ddim
     * @param clipping what is done to the clean estimate; as {@code more} says if absent
     */
    public static Sampler of(
            String className,
            SolverOptions options,
            Map<String, JsonNode> more,
            NoiseSchedule schedule,
            int steps,
            double eta,
            Optional<Clip> clipping) {
        return over(
                schedule,
                fromZero ->
                        entry(className).maker().apply(run(className, options, more, fromZero, steps, eta, clipping)));
    }

    /** The stochastic Heun sampler of Karras et al. 2022, with the options of {@code EDMEulerScheduler}; otherwise as {@link #of}. */
    public static Sampler edmHeun(
            SolverOptions options, Map<String, JsonNode> more, NoiseSchedule schedule, int steps) {
        return SigmaSolvers.edmHeun(run("EDMEulerScheduler", options, more, schedule, steps, 0, Optional.empty()));
    }

    private static DiffusersRun run(
            String className,
            SolverOptions options,
            Map<String, JsonNode> more,
            NoiseSchedule schedule,
            int steps,
            double eta,
            Optional<Clip> clipping) {
        ObjectNode json = options.json();
        more.forEach(json::set);
        Churn none = Churn.NONE;
        Churn churn = new Churn(
                options.sChurn().orElse(none.amount()),
                options.sTmin().orElse(none.min()),
                options.sTmax().orElse(none.max()),
                options.sNoise().orElse(none.noise()));
        DiffusersCall call = DiffusersCall.of(steps)
                .withEta(eta)
                .withReclips(options.useClippedModelOutput().orElse(false))
                .withStrength(options.strength().orElse(1.0))
                .withChurn(churn)
                .withPrecision(schedule.precision());
        call = options.mu().isPresent() ? call.withMu(options.mu().get()) : call;
        call = options.solverOrder().isPresent()
                ? call.withOrder(options.solverOrder().get())
                : call;
        return new DiffusersRun(new SchedulerConfig(className, json), call, Optional.of(schedule), clipping);
    }

    /** The solvers count times from 0; networks of a schedule that counts from 1 are asked one later. */
    private static Sampler over(NoiseSchedule schedule, Function<NoiseSchedule, Sampler> maker) {
        Sampler sampler = maker.apply(schedule.countedFromZero());
        return schedule.firstStep() == 0 ? sampler : LaterTimes.of(sampler, schedule.firstStep());
    }

    /** Whether two steps of a run lie at one noise level, which solvers with memory cannot divide by. */
    public static boolean repeatsALevel(Sampler sampler) {
        Sampler own = sampler instanceof LaterTimes later ? later.sampler() : sampler;
        if (own instanceof SigmaSampler solver
                && own.evaluations() == solver.grid().size()) {
            double[] sigmas = solver.grid().sigmas();
            return IntStream.range(1, solver.grid().size()).anyMatch(i -> sigmas[i] == sigmas[i - 1]);
        }
        return false;
    }

    /** What a class can be told: keys of its file and arguments of its calls, in the library's spelling. */
    public static Set<String> keys(String className) {
        Set<String> keys = new TreeSet<>(entry(className).keys());
        keys.addAll(ARGUMENTS.getOrDefault(className, Set.of()));
        return keys;
    }

    /**
     * RePaint, which also needs what is to be painted into.
     *
     * @param file of the class {@code RePaintScheduler}
     * @param steps n
     * @param jumpLength how many steps a jump goes back; 10 in the paper
     * @param jumpSamples how often every part is walked; 10 in the paper
     * @param picture (B, C, H, W), in [−1, 1]
     * @param known 1 where the picture is known, 0 in the hole; broadcasts to the picture
     */
    public static RePaint rePaint(
            SchedulerConfig file, int steps, int jumpLength, int jumpSamples, Tensor picture, Tensor known) {
        return rePaint(file, DiffusersCall.of(steps), jumpLength, jumpSamples, picture, known);
    }

    /** The same with more than the number of steps said. */
    public static RePaint rePaint(
            SchedulerConfig file, DiffusersCall call, int jumpLength, int jumpSamples, Tensor picture, Tensor known) {
        int steps = call.steps();
        NoiseSchedule schedule = new DiffusersRun(file.only(REPAINT), call).schedule();
        int stride = schedule.steps() / steps;
        return new RePaint(
                schedule,
                picture,
                known,
                RePaint.walk(steps, stride, jumpLength, jumpSamples),
                stride,
                file.number("eta", 0),
                file.flag("clip_sample", true) ? Clip.to(1) : Clip.NONE);
    }

    /** A sentence that names the keys of the file that its class does not know; the library passes over them, too. */
    public static Optional<String> unknownKeys(SchedulerConfig file) {
        return file.unknownKeys(
                file.className().equals("RePaintScheduler")
                        ? REPAINT
                        : entry(file).keys());
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

    private static Entry entry(SchedulerConfig file) {
        return entry(file.place(), file.className());
    }

    private static Entry entry(String className) {
        return entry("the configuration of a solver", className);
    }

    private static Entry entry(String place, String className) {
        Entry entry = CLASSES.get(className);
        if (entry == null) {
            throw unknown("_class_name", place, className, CLASSES.keySet());
        }
        return entry;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.diffusion4j.diffusers.Habit;
import org.diffusion4j.diffusers.SchedulerClass;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.sampler.diffusers.DiffusersSampler;
import org.diffusion4j.sampler.diffusers.FlowRespacing;
import org.diffusion4j.sampler.diffusers.LibraryWords;
import org.diffusion4j.sampler.diffusers.Schedulers;
import org.diffusion4j.sampler.diffusers.SolverOptions;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A solver of the diffusers library as the method of a recipe.
 *
 * @param className as the library calls it
 * @param fixed keys of its file that make it this method
 */
record LibrarySolver(String className, Map<String, JsonNode> fixed) implements SolverMaker {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PREDICTION = "prediction_type";
    private static final String CLIP = "clip_sample";

    /** Without fixed keys. */
    LibrarySolver(String className) {
        this(className, Map.of());
    }

    /** The same with the text under a key fixed. */
    LibrarySolver with(String key, String text) {
        return with(key, JSON.stringNode(text));
    }

    /** The same for flow matching, in the classes that have other uses too. */
    LibrarySolver ofFlows() {
        return with("use_flow_sigmas", JSON.booleanNode(true)).with(PREDICTION, "flow_prediction");
    }

    private boolean isOfFlows() {
        return fixed.containsKey("use_flow_sigmas");
    }

    private LibrarySolver with(String key, JsonNode value) {
        Map<String, JsonNode> more = new LinkedHashMap<>(fixed);
        more.put(key, value);
        return new LibrarySolver(className, more);
    }

    /** DPM-Solver by the name that the library gives the algorithm. */
    static LibrarySolver dpm(String algorithm) {
        LibrarySolver solver = new LibrarySolver("DPMSolverMultistepScheduler").with("algorithm_type", algorithm);
        // solvers of the noise divide by the last sigma, which must not be 0
        return algorithm.endsWith("++") ? solver : solver.with("final_sigmas_type", "sigma_min");
    }

    /** The same for preconditioned networks. */
    static LibrarySolver edmDpm(String algorithm) {
        return new LibrarySolver("EDMDPMSolverMultistepScheduler").with("algorithm_type", algorithm);
    }

    @Override
    public Optional<LibrarySolver> library() {
        return Optional.of(this);
    }

    /** The solver over a schedule, from its noisiest time on. */
    @Override
    public Sampler create(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction) {
        requireWholeRun(c, schedule, times);
        Sampler solver = inSteps(times.count(), c, schedule, prediction);
        if (!DiffusersSampler.repeatsALevel(solver)) {
            return solver;
        }
        if (c.steps().isPresent()) {
            throw ConfigException.naming(
                    "sampler %s cannot take %d of the %d steps of this schedule: two of them would lie at one noise level. Take fewer.",
                    c.sampler().keyName(), times.count(), schedule.steps());
        }
        return inSteps(times.count() - 1, c, schedule, prediction); // these lay out one time more than they use
    }

    private Sampler inSteps(int steps, SampleConfig c, NoiseSchedule schedule, Prediction prediction) {
        boolean takesClip = keys().contains(CLIP);
        Optional<Clip> elsewhere = takesClip ? Optional.empty() : c.clip().map(Clip::to);
        SolverOptions options = c.options().orElseGet(SolverOptions::none);
        return DiffusersSampler.of(
                className, options, more(c, schedule, prediction), schedule, steps, c.eta(), elsewhere);
    }

    /** The same for the sampler of Karras et al. 2022, which is no class of the library. */
    Sampler createEdmHeun(SampleConfig c, NoiseSchedule schedule, Timesteps times, Prediction prediction) {
        requireWholeRun(c, schedule, times);
        SolverOptions options = c.options().orElseGet(SolverOptions::none);
        return DiffusersSampler.edmHeun(options, more(c, schedule, prediction), schedule, times.count());
    }

    private static void requireWholeRun(SampleConfig c, NoiseSchedule schedule, Timesteps times) {
        if (times.noisy(0) != schedule.lastStep()) {
            throw new ConfigException(
                    "sampler %s draws from pure noise at time %d, and was to begin at time %d. Use ddpm or ddim to begin in the middle."
                            .formatted(c.sampler(), schedule.lastStep(), times.noisy(0)));
        }
    }

    private Map<String, JsonNode> more(SampleConfig c, NoiseSchedule schedule, Prediction prediction) {
        Map<String, JsonNode> more = new LinkedHashMap<>();
        more.put("num_train_timesteps", JSON.numberNode(schedule.steps()));
        if (schedule.kind().filter(kind -> kind == BetaSchedule.COSINE).isPresent()) {
            more.put("beta_schedule", JSON.stringNode("squaredcos_cap_v2")); // some grids round its times otherwise
        }
        more.put(PREDICTION, JSON.stringNode(LibraryWords.word(prediction)));
        more.put(CLIP, JSON.booleanNode(c.clip().isPresent()));
        c.clip().ifPresent(range -> more.put("clip_sample_range", JSON.numberNode(range)));
        c.variance().ifPresent(variance -> more.put("variance_type", JSON.stringNode(LibraryWords.word(variance))));
        more.putAll(fixed);
        return more;
    }

    /** What is particular to the class. */
    SchedulerClass kind() {
        return Schedulers.named(className);
    }

    @Override
    public boolean hasEta() {
        return kind().arguments().contains("eta");
    }

    @Override
    public boolean readsCleanSample() {
        return !kind().has(Habit.READS_NO_CLEAN_SAMPLE);
    }

    @Override
    public Optional<SampleConfig> asLibrary(SampleConfig c) {
        return Optional.of(c);
    }

    /** Keys of the library that the method can be told. */
    private Set<String> keys() {
        return kind().options();
    }

    /** Keys of the library that options of the method may have. */
    private Set<String> open() {
        Set<String> open = new TreeSet<>(keys());
        open.removeAll(fixed.keySet());
        return open;
    }

    /** What of the options this method knows. */
    SolverOptions known(SolverOptions options) {
        return options.only(open());
    }

    /**
     * Whether the clean estimate can be clamped.
     *
     * @param asTheLibrary only where the library does it
     */
    boolean takesClip(boolean asTheLibrary) {
        return keys().contains(CLIP) || (!asTheLibrary && keys().contains("thresholding"));
    }

    /** @throws ConfigException naming the options that the method does not know, and those it knows */
    void requireKnown(SamplerName method, SolverOptions options) {
        Set<String> unknown = new TreeSet<>(options.keys());
        unknown.removeAll(open());
        if (!unknown.isEmpty()) {
            Set<String> possible = new TreeSet<>(SolverOptions.allKeys());
            possible.retainAll(open());
            throw new ConfigException(
                    "options has %s, which sampler %s does not know. It knows %s; leave the others out."
                            .formatted(inRecipes(unknown), method, possible.isEmpty() ? "none" : inRecipes(possible)));
        }
        requireChurn(options);
        Set<String> spacings = new TreeSet<>(
                Set.of("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas"));
        spacings.removeIf(key -> !options.json().path(key).asBoolean(false));
        if (spacings.size() > 1) {
            throw ConfigException.naming(
                    "%s sets %s together, and levels are spaced in one way only. Choose one of them.",
                    new KeyName("options"), new KeyName(inRecipes(spacings)));
        }
        Set<String> unfitting = isOfFlows()
                ? FlowRespacing.unfitting(kind().read(new SchedulerConfig(className, options.json())))
                : Set.of();
        if (!unfitting.isEmpty()) {
            throw ConfigException.naming(
                    "%s is set, and sampler %s lays out the levels of flow matching in its own way. Leave it out, or use %s.",
                    new KeyName(inRecipes(unfitting)), method.keyName(), SamplerName.FLOW_EULER.keyName());
        }
    }

    private static void requireChurn(SolverOptions options) {
        Set<String> how = new TreeSet<>(Set.of("s_tmin", "s_tmax", "s_noise"));
        how.retainAll(options.keys());
        if (!how.isEmpty() && options.sChurn().orElse(0.0) == 0) {
            throw new ConfigException(
                    "options has %s, for the noise that is put back, and none is. Set sChurn above 0, or leave %s out."
                            .formatted(inRecipes(how), how.size() == 1 ? "it" : "them"));
        }
    }

    private static String inRecipes(Set<String> keys) {
        return keys.stream().map(SolverOptions::inRecipes).collect(Collectors.joining(", "));
    }
}

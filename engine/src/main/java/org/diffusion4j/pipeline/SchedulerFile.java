// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.diffusion4j.diffusers.DiffusersConfig;
import org.diffusion4j.diffusers.DiffusersSchedule;
import org.diffusion4j.diffusers.Habit;
import org.diffusion4j.diffusers.SchedulerClass;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.diffusers.SchedulerValues;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.objective.DenoisingConfig;
import org.diffusion4j.objective.EdmConfig;
import org.diffusion4j.objective.FlowConfig;
import org.diffusion4j.objective.ObjectiveConfig;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.diffusers.LibraryWords;
import org.diffusion4j.sampler.diffusers.Schedulers;
import org.diffusion4j.sampler.diffusers.SolverOptions;
import org.diffusion4j.sampler.diffusers.UnreadKeys;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.schedule.TerminalSnr;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code scheduler_config.json} as the parts of a recipe, and such parts as a file.
 *
 * @param schedule how noise is added
 * @param prediction what the network's output means
 * @param objective what was learned, as far as samplers must know
 * @param sample the solver and its options
 */
public record SchedulerFile(
        ScheduleConfig schedule, Prediction prediction, ObjectiveConfig objective, SampleConfig sample) {
    private static final String TRAINED = "trained_betas";
    private static final String DISTILLED = "original_inference_steps";

    /** Keys that a list of betas makes idle. */
    private static final List<String> OF_SCHEDULE =
            List.of("num_train_timesteps", "beta_schedule", "beta_start", "beta_end");

    /** Keys and values that are called otherwise here. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("kind", "beta_schedule"),
            Map.entry("steps", "num_train_timesteps"),
            Map.entry("betas", TRAINED),
            Map.entry("terminalSnr", "rescale_betas_zero_snr"),
            Map.entry("clip", "clip_sample_range"),
            Map.entry("order", "solver_order"),
            Map.entry("options", "the file"),
            Map.entry("prediction", "prediction_type"),
            Map.entry("velocity", LibraryWords.word(Prediction.VELOCITY)),
            Map.entry("x0", LibraryWords.word(Prediction.X0)));

    /** Steps of a run of solvers that need few, where nobody says how many; the library's own number. */
    private static final int FEW = 50;

    /** Steps of a run of consistency models. */
    private static final int VERY_FEW = 4;

    /**
     * What the file describes.
     *
     * @throws FormatException if the class is not known, or a value cannot be used
     */
    public static SchedulerFile of(SchedulerConfig written) {
        return FileFault.during(written.place(), spelling(written), () -> parts(written));
    }

    /** Words of a recipe's schedule and sampling as the file spells them; a list of betas is the whole schedule. */
    static UnaryOperator<String> spelling(SchedulerConfig file) {
        boolean isTrained = !file.json().path(TRAINED).isEmpty();
        return inRecipes -> {
            String plain = inRecipes.substring(inRecipes.lastIndexOf('.') + 1);
            String key = KEYS.getOrDefault(
                    plain,
                    SamplerClasses.named(plain).map(SchedulerClass::name).orElseGet(() -> DiffusersConfig.key(plain)));
            return isTrained && OF_SCHEDULE.contains(key) ? TRAINED : key;
        };
    }

    private static SchedulerFile parts(SchedulerConfig written) {
        SchedulerValues values = Schedulers.read(written);
        SamplerName method = SamplerClasses.method(values.file());
        UnreadKeys.refuse(values);
        Prediction prediction = LibraryWords.prediction(values);
        ScheduleConfig schedule = DiffusersSchedule.config(values);
        if (schedule.terminalSnr() != TerminalSnr.AS_IS) {
            schedule = schedule.withTerminalSnr(TerminalSnr.ZERO); // solvers that need a little signal see to it
        }
        Optional<Double> clip =
                values.flag("clip_sample") ? Optional.of(values.positive("clip_sample_range")) : Optional.empty();
        Optional<Ddpm.Variance> variance =
                values.file().optionalChoice("variance_type", Optional.empty(), LibraryWords.VARIANCES);
        SampleConfig d = SampleConfig.defaults();
        SampleConfig all = new SampleConfig(
                d.sampler(),
                steps(values, schedule.steps()),
                d.eta(),
                variance,
                Optional.of(SolverOptions.none()),
                clip,
                1);
        return new SchedulerFile(
                schedule,
                prediction,
                objective(method, variance.filter(Ddpm.Variance::isLearned).isPresent(), values),
                all.withSampler(method).withOptions(SolverOptions.of(values.file())));
    }

    /** How networks of such a file are trained further. */
    private static ObjectiveConfig objective(SamplerName method, boolean learnsVariance, SchedulerValues values) {
        return switch (method.process()) {
            case EDM -> EdmConfig.defaults().withSigmaData(values.positive("sigma_data"));
            case FLOW -> FlowConfig.defaults();
            default -> DenoisingConfig.defaults().withLearnedVariance(learnsVariance);
        };
    }

    /** All of a short schedule, which some solvers take in one step less. */
    private static Optional<Integer> steps(SchedulerValues values, int most) {
        if (values.kind().has(Habit.TAKES_ALL_STEPS)) {
            return Optional.empty();
        }
        if (values.kind().knows(DISTILLED)) {
            return Optional.of(Math.max(1, Math.min(Math.min(most, VERY_FEW), values.whole(DISTILLED))));
        }
        return most > FEW ? Optional.of(FEW) : Optional.empty();
    }

    /**
     * The file with every key of its class.
     *
     * @throws ConfigException if the library has nothing that does the same
     */
    public ObjectNode json() {
        SampleConfig asLibrary = SamplerClasses.asLibrary(sample);
        SchedulerClass kind = asLibrary.sampler().libraryClass().orElseThrow();
        ObjectNode json = kind.defaults();
        SolverOptions options = asLibrary.options().orElseGet(SolverOptions::none);
        options.json().properties().forEach(entry -> replace(json, entry.getKey(), entry.getValue()));
        asLibrary.sampler().libraryKeys().forEach((key, value) -> replace(json, key, value));
        if (asLibrary.sampler().process() == ReverseProcess.DIFFUSION) {
            json.put("prediction_type", LibraryWords.word(prediction));
        } else if (asLibrary.sampler().process() == ReverseProcess.EDM) {
            json.put(
                    "prediction_type",
                    LibraryWords.word(prediction == Prediction.X0 ? Prediction.EPSILON : prediction));
        }
        if (json.has("clip_sample")) {
            json.put("clip_sample", asLibrary.clip().isPresent());
            asLibrary.clip().ifPresent(range -> json.put("clip_sample_range", range));
        }
        asLibrary
                .variance()
                .filter(variance ->
                        json.has("variance_type") && (json.get("variance_type").isString() || variance.isLearned()))
                .ifPresent(variance -> json.put("variance_type", LibraryWords.word(variance)));
        json.put("num_train_timesteps", schedule.steps());
        if (json.has("beta_schedule")) {
            putBetas(kind, json);
        }
        json.put("_class_name", kind.name());
        json.put("_diffusers_version", PipelineFolder.VERSION);
        return json;
    }

    /**
     * The same, in the words of the file that it was read from where those still say the same: several spellings have one
     * meaning, and some keys have none beside others.
     *
     * @param read the file
     */
    ObjectNode json(SchedulerConfig read) {
        ObjectNode json = json();
        if (json.path("_class_name").asString("").equals(read.className()) && isSaidBy(read)) {
            Schedulers.read(read).file().json().properties().stream()
                    .filter(entry -> !entry.getKey().startsWith("_"))
                    .forEach(entry -> json.set(entry.getKey(), entry.getValue()));
        }
        return json;
    }

    private boolean isSaidBy(SchedulerConfig read) {
        SchedulerFile said = of(read);
        return said.schedule.equals(schedule) && said.prediction == prediction && said.sample.equals(sample);
    }

    private static void replace(ObjectNode json, String key, JsonNode value) {
        if (json.has(key)) {
            json.set(key, value); // arguments of calls are no keys of files
        }
    }

    /** Under the name of the kind where the class knows it, else as a list, which every class knows. */
    private void putBetas(SchedulerClass ofClass, ObjectNode json) {
        ScheduleConfig standard = ScheduleConfig.defaults();
        Optional<String> kind = ofClass.betaSchedules().entrySet().stream()
                .filter(entry -> entry.getValue() == schedule.kind())
                .map(Map.Entry::getKey)
                .findFirst();
        boolean isPlain = kind.isPresent()
                && schedule.betas().isEmpty()
                && (schedule.kind() != BetaSchedule.COSINE || schedule.s() == standard.s())
                && schedule.maxBeta() == standard.maxBeta();
        if (!isPlain && schedule.create().firstStep() != 0) {
            throw new ConfigException(
                    "schedule.kind %s counts its steps from one, and the diffusers library counts from zero. Such a model cannot be written as a directory of the library."
                            .formatted(schedule.kind().name().toLowerCase(Locale.ROOT)));
        }
        if (isPlain) {
            json.put("beta_schedule", kind.get());
            json.put("beta_start", schedule.betaStart());
            json.put("beta_end", schedule.betaEnd());
        } else {
            kind.ifPresent(name -> json.put("beta_schedule", name)); // which DPM-Solver goes by, beside a list, too
            ArrayNode betas = json.putArray("trained_betas");
            Arrays.stream(schedule.withTerminalSnr(TerminalSnr.AS_IS).create().betas())
                    .forEach(betas::add);
        }
        if (json.has("rescale_betas_zero_snr")) {
            json.put("rescale_betas_zero_snr", schedule.terminalSnr() != TerminalSnr.AS_IS);
        } else if (schedule.terminalSnr() != TerminalSnr.AS_IS) {
            throw new ConfigException(
                    "schedule.terminalSnr is %s, and %s of the diffusers library cannot rescale its betas. Set sample.sampler to ddpm, ddim or dpmpp first."
                            .formatted(schedule.terminalSnr().name().toLowerCase(Locale.ROOT), ofClass.name()));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.CalibrationStore;
import org.diffusion4j.run.CalibrationStore.Choice;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.Sha256;
import org.diffusion4j.tensor.Engine;

/**
 * Chooses how a recipe is computed on this machine: number format, threads and micro-batch, as far as the user left them open. The
 * choice becomes values of the recipe, so it is recorded in the run and a resumed run keeps it.
 *
 * @param store where choices are kept
 * @param limit after which nothing more is tried; one way beside the recipe's own is tried in any case
 * @param clock tells when a choice was made
 */
public record Calibration(CalibrationStore store, Duration limit, Clock clock) {
    private static final String COMPUTE = "train.compute";
    private static final String WORKERS = "train.workers";
    private static final String MICRO_BATCH = "train.microBatch";

    /** One piece for each worker. */
    private static final String WHOLE = "null";

    /** Below this gain the recipe stays as it is: two measurements of one thing differ as much. */
    private static final double LEAST_GAIN = 1.03;

    /** The calibration of this machine. */
    public static Calibration ofMachine(Consumer<String> warnings) {
        return new Calibration(
                new CalibrationStore(Engine.calibrationFile(), Engine.machine(), FileLayer.disk(), warnings),
                Duration.ofSeconds(20),
                Clock.systemUTC());
    }

    /**
     * The choice for a recipe, as it was stored or by a measurement of some seconds.
     *
     * @param overrides as for {@link Recipe#of}; what they name is not touched, nor what a recipe of one's own names
     * @return empty where nothing is open, where the network is so small that there is nothing to choose, or where the size of a
     *     micro-batch is a matter of what is learned
     * @throws ConfigException if the recipe names tf32, which is not measured here
     */
    public Optional<Choice> choice(String nameOrFile, List<String> overrides) {
        Recipe plain = Recipe.of(nameOrFile, overrides);
        Set<String> given = given(nameOrFile, overrides);
        boolean isSettled = given.containsAll(Set.of(COMPUTE, WORKERS, MICRO_BATCH));
        if (isSettled || plain.network().isTiny() || plain.network().learnsByCut()) {
            return Optional.empty();
        }
        if (plain.train().compute() == Compute.TF32) {
            throw new ConfigException(
                    "train.compute was tf32, which NVIDIA's GPUs have, and calibration measures on the processor. Leave out one of the two.");
        }
        String key = key(plain, given);
        Optional<Choice> stored = store.find(key);
        if (stored.isPresent()) {
            return stored;
        }
        Choice measured = measured(nameOrFile, overrides, plain, given);
        store.keep(key, measured);
        return Optional.of(measured);
    }

    /** What a shipped recipe names is a guess, made on another machine. */
    static Set<String> given(String nameOrFile, List<String> overrides) {
        RecipeSource source = Recipe.source(nameOrFile);
        return Recipe.SHIPPED.contains(nameOrFile)
                ? RecipeReader.overridden(Recipe.class, source, overrides)
                : RecipeReader.given(Recipe.class, source, overrides);
    }

    /** Equal for recipes that compute the same, whatever they are called and however long they train. */
    private static String key(Recipe recipe, Set<String> given) {
        List<String> fixed = List.of(COMPUTE, WORKERS, MICRO_BATCH).stream()
                .filter(given::contains)
                .toList();
        String text = "5|%s|%s|%d|%s|%s|%d|%s|%s" // the way of measuring comes first
                .formatted(
                        recipe.network(),
                        recipe.objective(),
                        recipe.train().batch(),
                        fixed,
                        recipe.train().compute(),
                        recipe.train().workers(),
                        recipe.train().microBatch(),
                        recipe.train().convolution());
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * One question after the other, each answered with what was best in the ones before; the first is asked again at the end. All that
     * was tried is tried once more in the same order, and its quicker time counts: a machine's speed moves from second to second.
     */
    private Choice measured(String nameOrFile, List<String> overrides, Recipe plain, Set<String> given) {
        DataSource data = plain.data().create(plain.seed());
        long rowBytes = StepSpeed.rowBytes(plain);
        StepSpeed.itemsPerSecond(plain, data); // Java's compilers take a core at first
        double standard = StepSpeed.itemsPerSecond(plain, data);
        Map<Map<String, String>, Double> speeds = new LinkedHashMap<>(Map.of(values(plain), standard));
        Map<String, String> chosen = values(plain);
        long end = System.nanoTime() + limit.toNanos();
        boolean isTried = false;
        for (Question question : questions(given)) {
            List<Map<String, String>> ways = new ArrayList<>(List.of(chosen));
            for (String value : question.answers()) {
                Map<String, String> way = new LinkedHashMap<>(chosen);
                if (!value.equals(way.put(question.key(), value))) {
                    ways.add(way);
                }
            }
            for (int i = 1; i < 2 * ways.size() && ways.size() > 1; i++) {
                if (isTried && System.nanoTime() > end) {
                    break;
                }
                isTried = true;
                Map<String, String> way = ways.get(i % ways.size());
                double speed = allowed(nameOrFile, overrides, words(way))
                        .filter(recipe -> fits(recipe, rowBytes))
                        .map(recipe -> StepSpeed.itemsPerSecond(recipe, data))
                        .orElse(0.0);
                speeds.merge(way, speed, Math::max);
            }
            chosen = Collections.max(ways, Comparator.comparing(way -> speeds.getOrDefault(way, 0.0)));
        }
        double best = speeds.getOrDefault(chosen, standard);
        standard = speeds.getOrDefault(values(plain), standard);
        boolean isWorthIt = best > LEAST_GAIN * standard;
        return new Choice(
                plain.system(),
                isWorthIt ? words(chosen) : List.of(),
                isWorthIt ? best : standard,
                standard,
                clock.instant());
    }

    /** A piece that takes more than half of the free memory is not tried: a run has other things to hold. */
    private static boolean fits(Recipe recipe, long rowBytes) {
        long rows = (long) recipe.train().pieceSize() * recipe.train().workers();
        return Engine.freeMemory().stream().allMatch(free -> rowBytes * rows <= free / 2);
    }

    /** What is chosen, as the recipe has it. */
    private static Map<String, String> values(Recipe recipe) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(COMPUTE, recipe.train().compute().word());
        values.put(WORKERS, Integer.toString(recipe.train().workers()));
        values.put(MICRO_BATCH, recipe.train().microBatch().map(String::valueOf).orElse(WHOLE));
        return values;
    }

    private static List<String> words(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .toList();
    }

    /** What a recipe cannot have, such as a cut batch under normalisation by batch, is not tried. */
    private static Optional<Recipe> allowed(String nameOrFile, List<String> overrides, List<String> values) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(values);
        try {
            return Optional.of(Recipe.of(nameOrFile, all));
        } catch (ConfigException refused) {
            return Optional.empty();
        }
    }

    /**
     * What may be chosen.
     *
     * @param key of the recipe
     * @param answers that are tried, the most promising first
     */
    private record Question(String key, List<String> answers) {}

    /** What is open, first what decides most, because time may run out. bfloat16 only where the processor computes in it. */
    private static List<Question> questions(Set<String> given) {
        Question format = new Question(COMPUTE, Engine.hasBfloat16() ? List.of(Compute.BFLOAT16.word()) : List.of());
        Question workers = new Question(WORKERS, List.of(Integer.toString(Engine.cores()), "1"));
        Question pieces = new Question(MICRO_BATCH, List.of(WHOLE, "16", "32", "8"));
        return Stream.of(format, workers, pieces, format)
                .filter(question -> !given.contains(question.key()))
                .toList();
    }
}

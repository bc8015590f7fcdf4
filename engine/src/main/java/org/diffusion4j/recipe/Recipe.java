// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Names;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.config.RecipeWriter;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.data.DataConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.NetworkConfig;
import org.diffusion4j.nn.ConvolutionAlgorithm;
import org.diffusion4j.objective.ForwardForm;
import org.diffusion4j.objective.ObjectiveConfig;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.train.TrainConfig;

/**
 * Everything that decides a run; equal recipes on one machine and thread count give equal weights, bit for bit.
 *
 * @param system name of the system, for people and folders
 * @param seed of every random draw
 * @param prediction what the network's output means
 * @param objective what is learned
 */
public record Recipe(
        @Key(about = "name of the system, for people and folders")
        String system,

        @Key(about = "seed of every random draw", standard = "0")
        long seed,

        @Key(about = "what is learned from") DataConfig data,
        @Key(about = "what is trained") NetworkConfig network,
        @Key(about = "how noise is added") ScheduleConfig schedule,

        @Key(about = "what the network's output means: epsilon, x0, velocity", standard = "epsilon")
        Prediction prediction,

        @Key(about = "what is learned", standard = "denoising")
        ObjectiveConfig objective,

        @Key(about = "how it is trained") TrainConfig train,
        @Key(about = "how samples are drawn") SampleConfig sample) {
    /** Recipes that ship with the project, by name. */
    public static final List<String> SHIPPED = List.of(
            "spiral",
            "spiral-lineage",
            "spiral-seed",
            "blend",
            "blend-seed",
            "sprites",
            "sprites-64",
            "sprites-256",
            "sprites-seed",
            "classes",
            "classes-seed",
            "emoji-flow",
            "cifar10-ddpm",
            "cifar10-improved",
            "cifar10-edm");

    public Recipe {
        if (!system.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new ConfigException(
                    "system must be a name of small letters, digits and '-' but was '%s'. For example: spiral."
                            .formatted(system));
        }
        if (objective.conditionDropout() > 0 && !canDrop(network.conditioning())) {
            throw new ConfigException(
                    "objective.conditionDropout is %s, and the network has nothing that stands for no condition. Set it to 0, or give the network its null class."
                            .formatted(objective.conditionDropout()));
        }
        if (objective.forward() == ForwardForm.SEED && prediction == Prediction.VELOCITY) {
            throw new ConfigException(
                    "prediction is velocity and objective.forward seed, but the velocity is defined for noise of strength sqrt(1 - abar) only. Use the prediction epsilon, or the forward root.");
        }
        requireMade("learnedVariance", objective.learnsVariance(), network.learnsVariance());
        requireMade("selfConditioning", objective.isSelfConditioned(), network.isSelfConditioned());
        requireTimes(network, objective, schedule);
        requireFitting(sample, network, objective, prediction);
        network.requireCut(train.batch(), train.microBatch().orElse(train.batch()), train.workers());
        int levels = schedule.steps();
        sample.steps().filter(n -> n > levels).ifPresent(n -> {
            throw new ConfigException(
                    "sample.steps must lie in 1 to %d (schedule.steps) but was %d. Leave it out for all of the schedule."
                            .formatted(levels, n));
        });
        NoiseSchedule tables = schedule.create();
        objective.requireFitting(tables, prediction);
        settled(sample, objective).create(tables, prediction); // refuses what the method cannot do
    }

    private static void requireMade(String key, boolean isAsked, boolean isMade) {
        if (isAsked && !isMade) {
            throw new ConfigException(
                    "objective.%s is true, and the network is not made for it. Set network.%s to true where the network has that key, or leave it out."
                            .formatted(key, key));
        }
    }

    /**
     * Refuses a network that cannot see the times it would be told.
     *
     * @throws ConfigException with what it can see them by
     */
    public static void requireTimes(NetworkConfig network, ObjectiveConfig objective, ScheduleConfig schedule) {
        ReverseProcess process = objective.process();
        network.requireTimes(
                process.toString(), process.lowestTime(schedule.create().firstStep()), process.hasWholeTimes());
    }

    /**
     * Refuses a way of sampling that does not fit what was trained.
     *
     * @throws ConfigException with what fits
     */
    public void requireFitting(SampleConfig config) {
        requireFitting(config, network, objective, prediction);
    }

    private static void requireFitting(
            SampleConfig config, NetworkConfig network, ObjectiveConfig objective, Prediction prediction) {
        config.requireFitting(objective, prediction);
        if (config.variance().filter(Ddpm.Variance::isLearned).isPresent() && !network.learnsVariance()) {
            throw new ConfigException(
                    "variance is learned, and this network learned none. Use posterior or beta, or train with objective.learnedVariance.");
        }
    }

    /** The same with what it leaves open decided by the network: ddpm uses a variance that was learned. */
    public SampleConfig settled(SampleConfig config) {
        return settled(config, objective);
    }

    private static SampleConfig settled(SampleConfig config, ObjectiveConfig objective) {
        boolean isOpen =
                config.sampler() == SamplerName.DDPM && config.variance().isEmpty() && objective.learnsVariance();
        return isOpen ? config.withVariance(Ddpm.Variance.LEARNED_RANGE) : config;
    }

    private static boolean canDrop(Conditioning conditioning) {
        return conditioning instanceof Conditioning.Context
                || (conditioning instanceof Conditioning.Classes classes && classes.hasNull());
    }

    /**
     * A recipe by the name of a shipped one or the path of a file, with values replaced.
     *
     * @param overrides such as {@code train.steps=2000}
     * @throws ConfigException naming key, line and nearest name
     */
    public static Recipe of(String nameOrFile, List<String> overrides) {
        return RecipeReader.read(Recipe.class, source(nameOrFile), overrides);
    }

    /** Where a recipe's text comes from: a shipped name, or the path of a file. */
    public static RecipeSource source(String nameOrFile) {
        if (SHIPPED.contains(nameOrFile)) {
            String resource = "/org/diffusion4j/recipes/" + nameOrFile + ".yaml";
            return RecipeSource.ofText(
                    nameOrFile, RecipeSource.ofResource(Recipe.class, resource).text());
        }
        Path file = Path.of(nameOrFile);
        boolean isName = nameOrFile.isBlank() || !(nameOrFile.contains("/") || nameOrFile.endsWith(".yaml"));
        if (isName && (nameOrFile.isBlank() || !Files.exists(file))) {
            List<String> names =
                    Stream.concat(SHIPPED.stream(), MatRecipe.SHIPPED.stream()).toList();
            throw new ConfigException("there is no recipe '%s'. %s A file is named by its path."
                    .formatted(nameOrFile, Names.advice(nameOrFile, names)));
        }
        return RecipeSource.ofFile(file);
    }

    /** A recipe from YAML text. */
    public static Recipe ofText(String name, String yaml) {
        return RecipeReader.read(Recipe.class, RecipeSource.ofText(name, yaml));
    }

    /** The same with another network. */
    public Recipe withNetwork(NetworkConfig other) {
        return new Recipe(system, seed, data, other, schedule, prediction, objective, train, sample);
    }

    /** The same with convolutions computed so. */
    public Recipe withConvolution(ConvolutionAlgorithm algorithm) {
        String value = "train.convolution=" + algorithm.name().toLowerCase(Locale.ROOT);
        return RecipeReader.read(Recipe.class, RecipeSource.ofText(system, yaml()), List.of(value));
    }

    /** The whole recipe with every value, as YAML with comments; reads back to an equal recipe. */
    public String yaml() {
        return RecipeWriter.yaml(Recipe.class, this);
    }
}

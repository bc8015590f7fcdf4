// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diffusion4j.config.Names;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that choose a solver, its steps and its options. */
final class SamplerFlags {
    private static final Map<String, String> SIGMAS = new TreeMap<>(Map.of(
            "karras", "options.useKarrasSigmas",
            "exponential", "options.useExponentialSigmas",
            "beta", "options.useBetaSigmas",
            "lu", "options.useLuLambdas"));

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            description =
                    "ddpm, ddim, dpmpp, unipc, euler, euler-a, heun, lms, pndm, deis and more; a wrong name lists them (default: the recipe's).")
    private @Nullable String sampler;

    @Option(names = "--steps", paramLabel = "N", description = "Steps of the run (default: all of the schedule).")
    private @Nullable Integer steps;

    @Option(names = "--eta", paramLabel = "X", description = "DDIM's stochasticity, 0 to 1.")
    private @Nullable Double eta;

    @Option(names = "--order", paramLabel = "N", description = "Order of the solver, 1 to 3; of lms and unipc 1 to 4.")
    private @Nullable Integer order;

    @Option(
            names = "--sigmas",
            paramLabel = "karras|exponential|beta|lu",
            description = "How the noise levels are spaced (default: as the schedule has them).")
    private @Nullable String sigmas;

    @Option(
            names = "--spacing",
            paramLabel = "leading|linspace|trailing",
            description = "How the times are spaced (default: the solver's).")
    private @Nullable String spacing;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replaces a value of the recipe's sample block, such as options.lowerOrderFinal=false.")
    private List<String> overrides = new ArrayList<>();

    /** The recipe's sampling with what the flags say instead. */
    SampleConfig over(Recipe recipe) {
        return over(recipe, recipe.sample());
    }

    /** The sampling of {@code usual} with what the flags say instead. */
    SampleConfig over(Recipe recipe, SampleConfig usual) {
        SampleConfig config = chosen(recipe, usual, sampler, steps);
        if (eta != null && !config.sampler().hasEta()) {
            throw new ConfigException(
                    "--eta belongs to the sampler ddim, and this run is one of %s. Add --sampler ddim, or leave --eta out."
                            .formatted(config.sampler()));
        }
        config = eta == null ? config : config.withEta(eta);
        return config.with(assignments());
    }

    /** The sampling of {@code usual} by another method and in so many steps, where these are given. */
    static SampleConfig chosen(Recipe recipe, SampleConfig usual, @Nullable String sampler, @Nullable Integer steps) {
        SampleConfig config = usual;
        if (sampler != null) {
            config = config.withSampler(SamplerName.named(sampler));
        }
        if (steps != null) {
            boolean isShortened = sampler == null && config.sampler() == SamplerName.LINEAGE;
            config = isShortened ? config.shortened(steps, recipe.objective().forward()) : config.withSteps(steps);
        }
        return config;
    }

    private List<String> assignments() {
        List<String> all = new ArrayList<>();
        if (order != null) {
            all.add("options.solverOrder=" + order);
        }
        if (sigmas != null) {
            String key = SIGMAS.get(sigmas);
            if (key == null) {
                throw new ConfigException(
                        "--sigmas knows no '%s'. %s".formatted(sigmas, Names.advice(sigmas, SIGMAS.keySet())));
            }
            all.add(key + "=true");
        }
        if (spacing != null) {
            all.add("options.timestepSpacing=" + spacing);
        }
        all.addAll(overrides);
        return all;
    }

    /** The flags as they were given, for the command that makes the same again. */
    String again(SampleConfig config) {
        StringBuilder words = new StringBuilder(" --sampler " + config.sampler());
        config.steps().ifPresent(n -> words.append(" --steps ").append(n));
        if (config.sampler().hasEta() && config.eta() != 0) {
            words.append(" --eta ").append(config.eta());
        }
        assignments().forEach(assignment -> words.append(" --set ").append(ShellWord.of(assignment)));
        return words.toString();
    }
}

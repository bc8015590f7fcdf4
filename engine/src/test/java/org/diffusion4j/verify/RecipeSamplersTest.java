// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.pipeline.SchedulerFile;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.tensor.Devices;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The library's runs once more, with every solver made by the recipe that its file becomes. */
class RecipeSamplersTest {
    /** What a caller may lay out by hand is no matter of recipes, and inverting is no sampling. */
    private static final Set<String> BY_HAND = Set.of("timesteps", "sigmas");

    private final Set<SamplerName> seen = new TreeSet<>();
    private int byRecipe;

    private Sampler sampler(SamplerCase run) {
        boolean isByHand = run.run().has("set_timesteps_args")
                && run.run().at("set_timesteps_args").members().keySet().stream()
                        .anyMatch(BY_HAND::contains);
        if (isByHand || run.run().at("sampler").text().equals("DDIMInverseScheduler")) {
            return run.sampler();
        }
        byRecipe++;
        SchedulerFile file = SchedulerFile.of(run.config());
        SampleConfig sample = file.sample().withSteps(run.steps());
        for (String group : List.of("set_timesteps_args", "step_args")) {
            if (run.run().has(group)) {
                for (var argument : run.run().at(group).members().entrySet()) {
                    sample = sample.with(List.of(assignment(argument.getKey(), argument.getValue())));
                }
            }
        }
        seen.add(sample.sampler());
        return sample.create(file.schedule().create(), file.prediction());
    }

    private static String assignment(String argument, Node value) {
        return switch (argument) {
            case "eta" -> "eta=" + value.number();
            case "use_clipped_model_output" -> "options.useClippedModelOutput=" + value.json();
            case "order" -> "options.solverOrder=" + value.json();
            case "s_churn" -> "options.sChurn=" + value.json();
            case "s_tmin" -> "options.sTmin=" + value.json();
            case "s_tmax" -> "options.sTmax=" + value.number();
            case "s_noise" -> "options.sNoise=" + value.json();
            default -> "options." + argument + "=" + value.json();
        };
    }

    @Test
    void theRunsOfTheLibraryAreThoseOfTheRecipesThatItsFilesBecome() throws IOException {
        SamplerRuns runs = new SamplerRuns(Precision.FLOAT32, this::sampler);
        try (FixtureSet set = FixtureSet.bundled();
                Stream<Path> files = Files.list(set.root().resolve("diffusers/schedulers"))) {
            for (Path file : files.sorted().toList()) {
                Node fixture = FixtureFile.read(file).orElseThrow();
                if (fixture.at("kind").text().equals("diffusers/sampler-runs")) {
                    Tally tally = new Tally();
                    runs.verify(fixture, file, Devices.of("cpu"), tally);
                    assertThat(tally.firstFailure())
                            .as("%s", file.getFileName())
                            .isNull();
                }
            }
        }
        assertThat(byRecipe).isGreaterThan(130);
        assertThat(seen).hasSizeGreaterThan(17);
    }

    @Test
    void filesThatAreReadAreWrittenWithTheSameBytes() throws IOException {
        int same = 0;
        try (FixtureSet set = FixtureSet.bundled();
                Stream<Path> files = Files.list(set.root().resolve("diffusers/schedulers"))) {
            for (Path file : files.sorted().toList()) {
                for (JsonNode run : DiffusersJson.read(file).path("cases")) {
                    ObjectNode config = (ObjectNode) run.path("scheduler_config");
                    String name = config.path("_class_name").asString("");
                    boolean isOther = Set.of("DDIMInverseScheduler", "RePaintScheduler", "")
                                    .contains(name)
                            || config.path("variance_type").asString("").endsWith("_log");
                    if (isOther) {
                        continue;
                    }
                    if (config.path("lambda_min_clipped").isString()) {
                        config.put("lambda_min_clipped", Double.NEGATIVE_INFINITY);
                    }
                    JsonNode written =
                            SchedulerFile.of(SchedulerConfig.of(config)).json();
                    assertThat(DiffusersJson.text(written)).isEqualTo(DiffusersJson.text(config));
                    same++;
                }
            }
        }
        assertThat(same).isGreaterThan(130);
    }
}

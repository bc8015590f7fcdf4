// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.sampler.Ddpm;
import tools.jackson.databind.JsonNode;

/** Which method of a recipe is which scheduler class of the library. */
final class SamplerClasses {
    /** Values that other classes of the library write and that one reads as its own. */
    private static final Map<String, String> READ_AS = Map.of("deis", "dpmsolver++");

    private SamplerClasses() {}

    /** The method of a file's class. */
    static SamplerName method(SchedulerConfig file) {
        return Stream.of(SamplerName.values())
                .filter(method -> method != SamplerName.EDM_HEUN) // samples as a file of the Euler class cannot ask for
                .filter(method ->
                        method.libraryClass().filter(file.className()::equals).isPresent())
                .filter(method -> fits(file, method))
                .findFirst()
                .orElseThrow(() -> unknown(file));
    }

    private static boolean fits(SchedulerConfig file, SamplerName method) {
        boolean isFlow = file.flag("use_flow_sigmas", false);
        JsonNode algorithm = method.libraryKeys().get("algorithm_type");
        String asked = file.text("algorithm_type", "dpmsolver++");
        return isFlow == method.libraryKeys().containsKey("use_flow_sigmas")
                && (algorithm == null || algorithm.asString().equals(READ_AS.getOrDefault(asked, asked)));
    }

    private static FormatException unknown(SchedulerConfig file) {
        String known = Stream.of(SamplerName.values())
                .flatMap(method -> method.libraryClass().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return new FormatException(
                "The scheduler class %s with algorithm_type %s%s is not known here. Known are %s; read the file as one of these."
                        .formatted(
                                file.className(),
                                file.text("algorithm_type", "(none)"),
                                file.flag("use_flow_sigmas", false) ? " and flow sigmas" : "",
                                known));
    }

    /** The class of a method that the library has. */
    static String className(SamplerName method) {
        return method.libraryClass().orElseThrow();
    }

    /**
     * The same sampling by a solver of the library.
     *
     * @throws ConfigException if it has none
     */
    static SampleConfig asLibrary(SampleConfig sample) {
        return switch (sample.sampler()) {
            case BLEND, CONSISTENT, EDM_HEUN ->
                throw new ConfigException(
                        "sampler %s has no like in the diffusers library. Set sample.sampler to one that the library knows, such as ddim, before writing a directory of it."
                                .formatted(sample.sampler()));
            case LINEAGE ->
                spread(sample.withSampler(SamplerName.DDPM)
                        .withVariance(sample.variance().orElse(Ddpm.Variance.BETA)));
            case DDPM, DDIM -> sample.options().isPresent() ? sample : spread(sample);
            default -> sample;
        };
    }

    /** This project's own way of leaving out steps. */
    private static SampleConfig spread(SampleConfig sample) {
        return sample.with(List.of("options.timestepSpacing=trailing"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.diffusers.SchedulerClass;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.sampler.diffusers.Schedulers;
import tools.jackson.databind.JsonNode;

/** Which method of a recipe is which scheduler class of the library. */
final class SamplerClasses {
    /** Values that other classes of the library write and that one reads as its own. */
    private static final Map<String, String> READ_AS = Map.of("deis", "dpmsolver++");

    private static final String ALGORITHM = "algorithm_type";
    private static final String FLOW = "use_flow_sigmas";

    private SamplerClasses() {}

    /** The classes that draw samples. */
    private static Set<String> known() {
        return methods()
                .flatMap(method -> method.libraryClass().stream())
                .map(SchedulerClass::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<SamplerName> methods() {
        return Stream.of(SamplerName.values());
    }

    /** The class of the method of this name, if there is such a method and it has one. */
    static Optional<SchedulerClass> named(String method) {
        return methods()
                .filter(one -> one.toString().equals(method))
                .findFirst()
                .flatMap(SamplerName::libraryClass);
    }

    /**
     * Refuses a class that no method is.
     *
     * @param key under which the class stands in the file
     * @param place the file
     * @throws FormatException with the classes that are known
     */
    static void require(String key, String place, String className) {
        if (!known().contains(className)) {
            throw Schedulers.unknown(key, place, className, known());
        }
    }

    /** The method of a file's class. */
    static SamplerName method(SchedulerConfig file) {
        require("_class_name", file.place(), file.className());
        List<SamplerName> ofClass = methods()
                .filter(method -> method.libraryClass()
                        .filter(kind -> kind.name().equals(file.className()))
                        .isPresent())
                .filter(method -> file.flag(FLOW, false) == method.libraryKeys().containsKey(FLOW))
                .toList();
        return ofClass.stream()
                .filter(method -> fits(file, method))
                .findFirst()
                .orElseThrow(() -> unknown(file, ofClass));
    }

    private static boolean fits(SchedulerConfig file, SamplerName method) {
        String asked = file.text(ALGORITHM, "dpmsolver++");
        return algorithm(method).map(READ_AS.getOrDefault(asked, asked)::equals).orElse(true);
    }

    private static Optional<String> algorithm(SamplerName method) {
        return Optional.ofNullable(method.libraryKeys().get(ALGORITHM)).map(JsonNode::asString);
    }

    private static FormatException unknown(SchedulerConfig file, List<SamplerName> ofClass) {
        return new FormatException("'%s' in %s is %s. It must be one of %s%s; correct the file."
                .formatted(
                        ALGORITHM,
                        file.place(),
                        FormatException.shown(file.text(ALGORITHM, "")),
                        ofClass.stream()
                                .flatMap(method -> algorithm(method).stream())
                                .collect(Collectors.joining(", ")),
                        file.flag(FLOW, false) ? " where %s is true".formatted(FLOW) : ""));
    }

    /**
     * The same sampling by a solver of the library.
     *
     * @throws ConfigException if it has none
     */
    static SampleConfig asLibrary(SampleConfig sample) {
        return sample.asLibrary()
                .orElseThrow(() -> new ConfigException(
                        "sampler %s has no like in the diffusers library. Set sample.sampler to one that the library knows, such as ddim, before writing a directory of it."
                                .formatted(sample.sampler())));
    }
}

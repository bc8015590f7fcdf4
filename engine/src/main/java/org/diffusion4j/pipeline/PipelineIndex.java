// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.diffusion4j.diffusers.DiffusersConfig;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.diffusers.GridKind;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.sampler.diffusers.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code model_index.json} of a pipeline: its class, and its components with their libraries and classes.
 *
 * @param className of the pipeline
 * @param components class by name; those that are absent are left out
 */
record PipelineIndex(String className, Map<String, String> components) {
    static final String FILE = "model_index.json";

    private static final String DDIM = "DDIMPipeline";
    private static final String DDPM = "DDPMPipeline";

    /** The index in a folder, if there is one. */
    static Optional<PipelineIndex> in(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.isRegularFile(file)
                ? Optional.of(of(file.toString(), DiffusersJson.read(file)))
                : Optional.empty();
    }

    /**
     * The content of an index.
     *
     * @param name how messages call the file
     * @throws FormatException if there is no network of a known class, or a component that is not known
     */
    static PipelineIndex of(String name, JsonNode json) {
        Map<String, String> components = new TreeMap<>();
        json.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            boolean isComponent =
                    value.isArray() && value.size() == 2 && !entry.getKey().startsWith("_");
            if (isComponent && value.get(1).isString()) {
                components.put(entry.getKey(), value.get(1).asString());
            }
        });
        String network = components.get(PipelineFolder.UNET);
        if (network == null || !EarlyNames.isNetwork(network)) {
            throw new FormatException(
                    "%s names %s as its network, and known here is '%s' of class %s. Choose a pipeline of pictures without text."
                            .formatted(
                                    name,
                                    network == null ? "nothing" : FormatException.shown(network),
                                    PipelineFolder.UNET,
                                    UNet2DFile.CLASS));
        }
        Map<String, String> others = new TreeMap<>(components);
        others.keySet().removeAll(Set.of(PipelineFolder.UNET, PipelineFolder.SCHEDULER));
        if (!others.isEmpty()) {
            throw new FormatException(
                    "%s has components that are not known here: %s. Choose a pipeline of a network and a scheduler alone."
                            .formatted(
                                    name,
                                    others.entrySet().stream()
                                            .map(entry -> "%s of class %s"
                                                    .formatted(
                                                            FormatException.shown(entry.getKey()),
                                                            FormatException.shown(entry.getValue())))
                                            .collect(Collectors.joining(", "))));
        }
        return new PipelineIndex(new DiffusersConfig(name, "a pipeline", json).text("_class_name", DDPM), components);
    }

    /** The index of a network with a scheduler of a class. */
    static PipelineIndex of(String schedulerClass) {
        return new PipelineIndex(
                schedulerClass.equals("DDIMScheduler") ? DDIM : DDPM,
                Map.of(PipelineFolder.UNET, UNet2DFile.CLASS, PipelineFolder.SCHEDULER, schedulerClass));
    }

    /** A sentence of warning, where the library's pipeline does not sample as the scheduler must be sampled with. */
    static Optional<String> warning(Path folder, String schedulerClass) {
        GridKind grid = Schedulers.named(schedulerClass).grid();
        return Optional.of(
                        "%s names %s, which begins its runs with stronger noise and scales what the network sees, and the %s of the library does neither. Lead its runs by a loop of your own in Python%s."
                                .formatted(
                                        folder.resolve(FILE),
                                        schedulerClass,
                                        DDPM,
                                        grid == GridKind.EDM
                                                ? ""
                                                : ", or set sample.sampler to ddpm, ddim or dpmpp before writing"))
                .filter(sentence -> grid.scalesInput());
    }

    /** The class of the scheduler, if it is named. */
    Optional<String> scheduler() {
        return Optional.ofNullable(components.get(PipelineFolder.SCHEDULER));
    }

    /** Whether the pipeline samples by DDIM whatever its scheduler is. */
    boolean isDdim() {
        return className.equals(DDIM);
    }

    /** The file's content. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("_class_name", className);
        json.put("_diffusers_version", PipelineFolder.VERSION);
        components.forEach((name, component) -> {
            ArrayNode entry = json.putArray(name);
            entry.add("diffusers").add(component);
        });
        return json;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.RunFolder;
import tools.jackson.databind.JsonNode;

/**
 * What a file or folder of weights is, and what can be done with it.
 *
 * @param path what was looked at
 * @param kind what it is, in a few words
 * @param configs configuration files in it, by their path below {@code path}
 * @param weights weights in it; empty where there are none yet
 * @param uses what can be done with it, one sentence or command each
 */
public record Inspection(
        Path path, String kind, Map<String, JsonNode> configs, List<WeightsSummary> weights, List<String> uses) {
    /** Under this key a weights file of this project carries its recipe. */
    private static final String RECIPE = "recipe";

    private static final String SAMPLE = "d4j sample --model ";
    private static final String FILL = "d4j inpaint --model ";

    /** Of recipes, only MAT's have this key. */
    private static final String GENERATOR = "generator";

    /** A tensor of every official MAT. */
    private static final Pattern OFFICIAL_MAT = Pattern.compile("synthesis\\.dec\\.Dec_(\\d{1,5})x\\1\\.toRGB\\.bias");

    /** The library's network that is known here. */
    private static final String NETWORK = "UNet2DModel";

    private static final String INDEX = "model_index.json";
    private static final List<String> CONFIGS = List.of(INDEX, "config.json", "scheduler_config.json");

    /**
     * Looks at a file or folder; no tensor is read.
     *
     * @param key the top-level key under which tensors are read, where a file of {@code torch.save} holds several models
     * @throws org.diffusion4j.error.ConfigException if nothing there is known, or the key has no place
     * @throws org.diffusion4j.error.FormatException if a file is damaged
     * @throws StorageException if a file cannot be read
     */
    public static Inspection of(Path path, Optional<String> key) {
        if (!Files.exists(path)) {
            throw TensorFiles.nothing(path);
        }
        if (!Files.isDirectory(path)) {
            return ofWeights(path, summary(path, key));
        }
        if (RunFolder.isRun(path, FileLayer.disk())) {
            return ofRun(RunFolder.open(path, FileLayer.disk()));
        }
        Map<String, JsonNode> configs = configs(path);
        return configs.isEmpty() ? ofWeights(path, summary(path, key)) : ofModel(path, configs, key);
    }

    /** Looks at weights that are open already, under the name by which commands know them. */
    public static Inspection of(String name, TensorFile file) {
        Path path = Path.of(name);
        return ofWeights(path, WeightsSummary.of(path, file));
    }

    /** The same facts for programs: path, kind, uses, weights (with every tensor), configs. */
    public String json() {
        return InspectionJson.of(this);
    }

    private static Inspection ofWeights(Path path, WeightsSummary weights) {
        String recipe = weights.metadata().get(RECIPE);
        boolean isOfficialMat = weights.tensors().stream()
                .anyMatch(tensor -> OFFICIAL_MAT.matcher(tensor.name()).matches());
        String use = "weights without a recipe: they belong to a network that somebody else describes";
        if (recipe != null) {
            use = "a model with its recipe: " + asked(path, recipe);
        } else if (isOfficialMat) {
            use = "a MAT: " + FILL + ShellWord.of(path);
        }
        return new Inspection(path, weights.form(), Map.of(), List.of(weights), List.of(use));
    }

    /** The command that uses a model: a MAT fills holes, all others draw samples. */
    private static String asked(Path path, String recipe) {
        return (isMat(path, recipe) ? FILL : SAMPLE) + ShellWord.of(path);
    }

    private static boolean isMat(Path path, String recipe) {
        return RecipeReader.hasKey(RecipeSource.ofText(path.toString(), recipe), GENERATOR);
    }

    private static String recipe(RunFolder run) {
        try {
            return Files.exists(run.recipe()) ? Files.readString(run.recipe()) : "";
        } catch (IOException e) {
            throw new StorageException(
                    "the file %s cannot be read (%s). Make it readable."
                            .formatted(run.recipe(), StorageException.reason(e)),
                    e);
        }
    }

    private static Inspection ofRun(RunFolder run) {
        List<WeightsSummary> weights =
                Files.exists(run.weights()) ? List.of(summary(run.weights(), Optional.empty())) : List.of();
        return new Inspection(
                run.path(),
                weights.isEmpty() ? "run that is not finished" : "finished run",
                Map.of(),
                weights,
                List.of(
                        "a model with its recipe: " + asked(run.path(), recipe(run)),
                        "a training that can go on: d4j train --resume " + ShellWord.of(run.path())));
    }

    /** Folders of the diffusers library: one with everything in it, or one below it for each part. */
    private static Inspection ofModel(Path folder, Map<String, JsonNode> configs, Optional<String> key) {
        List<WeightsSummary> weights = new ArrayList<>();
        for (Path part : withParts(folder)) {
            TensorFiles.inFolder(part).ifPresent(file -> weights.add(summary(file, key)));
        }
        JsonNode main = configs.values().iterator().next();
        String kind = configs.containsKey(INDEX) ? "diffusers pipeline " : "diffusers folder of ";
        return new Inspection(
                folder,
                kind + main.path("_class_name").asString("an unnamed class"),
                configs,
                weights,
                uses(folder, configs, weights));
    }

    private static List<String> uses(Path folder, Map<String, JsonNode> configs, List<WeightsSummary> weights) {
        String library = "what the diffusers library opens with from_pretrained";
        boolean hasNetwork = configs.values().stream()
                .anyMatch(config -> config.path("_class_name").asString("").equals(NETWORK));
        return hasNetwork && !weights.isEmpty()
                ? List.of("a model: " + SAMPLE + ShellWord.of(folder), library)
                : List.of(library);
    }

    /** The index first, then the parts by name. */
    private static Map<String, JsonNode> configs(Path folder) {
        Map<String, JsonNode> configs = new LinkedHashMap<>();
        for (Path part : withParts(folder)) {
            for (String name : CONFIGS) {
                Path file = part.resolve(name);
                if (Files.isRegularFile(file)) {
                    configs.put(folder.relativize(file).toString().replace('\\', '/'), DiffusersJson.read(file));
                }
            }
        }
        return configs;
    }

    private static List<Path> withParts(Path folder) {
        List<Path> parts = new ArrayList<>(List.of(folder));
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(Files::isDirectory).sorted().forEach(parts::add);
        } catch (IOException e) {
            throw new StorageException(
                    "the folder %s cannot be listed (%s). Make it readable, or give one of its files."
                            .formatted(folder, StorageException.reason(e)),
                    e);
        }
        return parts;
    }

    private static WeightsSummary summary(Path path, Optional<String> key) {
        try (TensorFile file = TensorFiles.open(path, key)) {
            return WeightsSummary.of(path, file);
        }
    }
}

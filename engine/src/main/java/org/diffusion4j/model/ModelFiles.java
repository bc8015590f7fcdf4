// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.Names;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.network.Compute;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.pipeline.PipelineFolder;
import org.diffusion4j.pipeline.PipelineWeights;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.weights.FloatType;
import org.diffusion4j.weights.TensorFiles;
import org.slf4j.LoggerFactory;

/** Models opened from where they are stored, or from a directory of the diffusers library, and written. */
final class ModelFiles {
    /** The weights in the folder of a model that was saved to give away. */
    private static final String WEIGHTS = "model.safetensors";

    /** Under this key the names of its classes, one a line. */
    private static final String CLASSES = "classes";

    private ModelFiles() {}

    static Model open(String nameOrPath, String device, WeightChoice choice, Compute compute) {
        Engine.startAhead();
        if (isPipeline(nameOrPath)) {
            PipelineFolder folder = PipelineFolder.open(Path.of(nameOrPath), ModelFiles::warn);
            try (TensorFile weights = folder.weights()) {
                return pipeline(folder, weights, Devices.of(device), compute);
            }
        }
        try (StoredModel stored = StoredModel.find(nameOrPath).orElseThrow(() -> nothing(nameOrPath))) {
            Optional<Path> pipeline =
                    stored.recipe().isPresent() ? Optional.empty() : PipelineFolder.around(Path.of(stored.name()));
            if (pipeline.isPresent()) {
                return pipeline(
                        PipelineFolder.open(pipeline.get(), ModelFiles::warn),
                        stored.weights(),
                        Devices.of(device),
                        compute);
            }
            RecipeSource recipe = stored.recipe()
                    .orElseThrow(() -> new CheckpointException(
                            "'%s' carries no recipe, so nothing is known of its network. Put the recipe.yaml that belongs to it beside it, or give the folder of the run."
                                    .formatted(stored.name())));
            if (MatRecipe.isOne(recipe)) {
                throw new ConfigException(
                        "'%s' is a MAT, which fills holes and draws nothing else. Use 'd4j inpaint --model %s', or MatModel.open in Java."
                                .formatted(nameOrPath, nameOrPath));
            }
            stored.warnOfAnotherRecipe();
            Recipe read = RecipeReader.read(Recipe.class, recipe);
            return model(read, stored.weights(), Devices.of(device), choice, compute);
        }
    }

    /** Whether it is a directory of the diffusers library. */
    static boolean isPipeline(String nameOrPath) {
        return !nameOrPath.isBlank()
                && Files.isDirectory(Path.of(nameOrPath))
                && PipelineFolder.isOne(Path.of(nameOrPath));
    }

    static ConfigException nothing(String nameOrPath) {
        return new ConfigException(
                "there is no model '%s'. Give a shipped name (%s), the folder of a run, a file of weights (.safetensors, .pth, .pt or .bin), or a directory of the diffusers library.%s"
                        .formatted(
                                nameOrPath,
                                String.join(", ", ShippedModels.NAMES),
                                Names.nearest(nameOrPath, ShippedModels.NAMES)
                                        .map(" Did you mean '%s'?"::formatted)
                                        .orElse("")));
    }

    private static Model pipeline(PipelineFolder folder, TensorFile stored, Device device, Compute compute) {
        PipelineWeights weights = new PipelineWeights(stored);
        Model model = folder.building(() -> new Model(folder.recipe(), weights, device, folder.scheduler(), compute));
        try {
            weights.requireAllUsed();
            return model;
        } catch (CheckpointException e) {
            model.close();
            throw e;
        }
    }

    private static Model model(Recipe recipe, TensorFile weights, Device device, WeightChoice choice, Compute compute) {
        Set<String> names = Set.copyOf(weights.arrays().keySet());
        Recipe suiting = recipe.withNetwork(recipe.network().suiting(names, ModelFiles::warn));
        NetworkValues values = new NetworkValues(weights, choice);
        Model model = new Model(suiting, values, device, classes(weights), compute);
        try {
            values.requireFit();
            return model;
        } catch (CheckpointException e) {
            model.close();
            throw e;
        }
    }

    /** The logger is made when there is something to say, because making the first one reads a configuration. */
    static void warn(String sentence) {
        LoggerFactory.getLogger(ModelFiles.class).warn(sentence);
    }

    private static List<String> classes(TensorFile weights) {
        String names = weights.metadata().getOrDefault(CLASSES, "");
        return names.isEmpty() ? List.of() : List.of(names.split("\n", -1));
    }

    /**
     * First values for a network that is to be trained further: a model's weights, or those of a file that says nothing
     * of its network.
     */
    static ParameterSource source(String nameOrPath, String device) {
        Path path = Path.of(nameOrPath);
        if (Files.isRegularFile(path)) {
            try (TensorFile file = TensorFiles.open(path)) {
                if (!file.metadata().containsKey(StoredModel.RECIPE)) {
                    return FirstValues.from(nameOrPath, file);
                }
            }
        }
        try (Model model = open(nameOrPath, device, WeightChoice.AVERAGED, Compute.FLOAT32)) {
            return FirstValues.from(nameOrPath, model.parameters());
        }
    }

    /** Weights, to be written. */
    static List<NamedArray> arrays(Parameters parameters, FloatType type) {
        return parameters.names().stream()
                .map(name -> type.of(StoredTensors.array(name, parameters.get(name))))
                .toList();
    }

    /** Writes a model's weights and recipe into a folder. */
    static void save(Parameters parameters, String recipe, List<String> classes, Path folder, FloatType type) {
        FileLayer files = FileLayer.disk();
        byte[] yaml = recipe.getBytes(StandardCharsets.UTF_8);
        try {
            files.createFolders(folder);
            files.replace(folder.resolve(StoredModel.RECIPE_FILE), ByteContent.of(() -> ByteBuffer.wrap(yaml)));
        } catch (IOException e) {
            throw new StorageException(
                    "the model cannot be written to %s (%s). Make it a folder that you may write, or choose another."
                            .formatted(folder, StorageException.reason(e)),
                    e);
        }
        write(folder.resolve(WEIGHTS), recipe, classes, arrays(parameters, type), files);
    }

    /** Writes weights with their recipe and the names of their classes, atomically. */
    static void write(Path file, String yaml, List<String> classes, List<NamedArray> arrays, FileLayer files) {
        // sorted: the order of Map.of differs from process to process, and equal runs shall give equal files
        Map<String, String> metadata = new TreeMap<>(Map.of("format", "pt", StoredModel.RECIPE, yaml));
        if (!classes.isEmpty()) {
            metadata.put(CLASSES, String.join("\n", classes));
        }
        try {
            files.replace(file, new SafeTensorsWriter(metadata, arrays)::writeTo);
        } catch (IOException e) {
            throw new StorageException(
                    "the weights cannot be written to %s (%s). Make the folder writable or free some space, then resume the run."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }
}

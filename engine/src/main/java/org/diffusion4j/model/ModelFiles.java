// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.pipeline.PipelineFolder;
import org.diffusion4j.pipeline.PipelineWeights;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.LoadedState;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.StateStore;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.train.Weights;
import org.diffusion4j.weights.TensorFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where models are found: shipped with the project, in a run folder, in a file that carries its recipe, in a directory of the
 * diffusers library.
 */
final class ModelFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFiles.class);

    /** Models that ship with the project, below {@code /org/diffusion4j/models/NAME}. */
    private static final List<String> SHIPPED = List.of("spiral", "classes", "sprites");

    /** The weights in the folder of a model that was saved to give away. */
    private static final String WEIGHTS = "model.safetensors";

    /** Under this key a weights file carries its recipe. */
    private static final String RECIPE = "recipe";

    /** Under this key the names of its classes, one a line. */
    private static final String CLASSES = "classes";

    private ModelFiles() {}

    static Model open(String nameOrPath, String device, WeightChoice choice) {
        Device on = Devices.of(device);
        if (SHIPPED.contains(nameOrPath)) {
            return file(shipped(nameOrPath), nameOrPath, on, choice);
        }
        Path path = Path.of(nameOrPath);
        if (!nameOrPath.isBlank() && Files.isDirectory(path) && PipelineFolder.isOne(path)) {
            return pipeline(PipelineFolder.open(path, LOG::warn), on);
        }
        if (!nameOrPath.isBlank() && Files.isDirectory(path)) {
            Optional<Path> weights =
                    RunFolder.isRun(path, FileLayer.disk()) ? Optional.empty() : TensorFiles.inFolder(path);
            return weights.isPresent()
                    ? open(weights.get().toString(), device, choice)
                    : run(RunFolder.open(path, FileLayer.disk()), on, choice);
        }
        if (Files.isRegularFile(path)) {
            try (TensorFile weights = TensorFiles.open(path)) {
                return file(weights, nameOrPath, on, choice);
            }
        }
        throw new ConfigException(
                "there is no model '%s'. Give a shipped name (%s), the folder of a run, a .safetensors file, or a directory of the diffusers library. %s"
                        .formatted(nameOrPath, String.join(", ", SHIPPED), Names.advice(nameOrPath, SHIPPED)));
    }

    /** A finished run has its weights in one file; one that goes on, in its latest state. */
    private static Model run(RunFolder run, Device device, WeightChoice choice) {
        Recipe recipe = Recipe.of(run.recipe().toString(), List.of());
        if (Files.exists(run.weights())) {
            try (SafeTensors weights = SafeTensors.open(run.weights())) {
                return model(recipe, weights, device, choice);
            }
        }
        try (LoadedState state = StateStore.reading(run.path(), LOG::warn)
                .loadLatest()
                .orElseThrow(() -> new CheckpointException(
                        "the run %s has no saved state yet. Train it first, or choose another run."
                                .formatted(run.path())))) {
            return model(recipe, state.part(Weights.MODEL), device, choice);
        }
    }

    private static Model pipeline(PipelineFolder folder, Device device) {
        try (TensorFile stored = folder.weights()) {
            PipelineWeights weights = new PipelineWeights(stored);
            Model model = new Model(folder.recipe(), weights, device, List.of());
            try {
                weights.requireAllUsed();
                return model;
            } catch (CheckpointException e) {
                model.close();
                throw e;
            }
        }
    }

    private static Model file(TensorFile weights, String name, Device device, WeightChoice choice) {
        String yaml = weights.metadata().get(RECIPE);
        if (yaml == null) {
            throw new CheckpointException(
                    "'%s' carries no recipe, so nothing is known of its network. Give the folder of the run, or a file that 'd4j train' wrote."
                            .formatted(name));
        }
        return model(Recipe.ofText(name, yaml), weights, device, choice);
    }

    private static Model model(Recipe recipe, TensorFile weights, Device device, WeightChoice choice) {
        Set<String> unused = new TreeSet<>(weights.arrays().keySet());
        Recipe suiting = recipe.withNetwork(recipe.network().suiting(Set.copyOf(unused), LOG::warn));
        Model model = new Model(suiting, new Stored(weights, unused, choice), device, classes(weights));
        if (!unused.isEmpty()) {
            model.close();
            throw new CheckpointException(
                    "the weights hold tensors that this network does not have: %s. Use the recipe they were trained with."
                            .formatted(String.join(", ", unused)));
        }
        return model;
    }

    private static List<String> classes(TensorFile weights) {
        String names = weights.metadata().getOrDefault(CLASSES, "");
        return names.isEmpty() ? List.of() : List.of(names.split("\n", -1));
    }

    /** Values of a file; what was taken is no longer among the unused. */
    private record Stored(TensorFile weights, Set<String> unused, WeightChoice choice) implements ParameterSource {
        @Override
        public float[] values(String name, Init rule, long... shape) {
            unused.remove(name);
            boolean isAveraged = unused.remove(Weights.EMA + name) && choice == WeightChoice.AVERAGED;
            return StoredTensors.floats(weights, isAveraged ? Weights.EMA + name : name, shape);
        }

        @Override
        public long count(String name) {
            unused.remove(name);
            return StoredTensors.counter(weights, name);
        }
    }

    private static SafeTensors shipped(String name) {
        String path = "/org/diffusion4j/models/" + name + "/model.safetensors";
        try (InputStream in = ModelFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new StorageException(
                        "the shipped model '%s' is missing from the class path. Build the project again."
                                .formatted(name));
            }
            return SafeTensors.of(name, ByteBuffer.wrap(in.readAllBytes()));
        } catch (IOException e) {
            throw new StorageException(
                    "the shipped model '%s' cannot be read (%s). Build the project again."
                            .formatted(name, StorageException.reason(e)),
                    e);
        }
    }

    /**
     * First values for a network that is to be trained further: a model's weights, or those of a file that says nothing
     * of its network.
     */
    static ParameterSource source(String nameOrPath, String device) {
        Path path = Path.of(nameOrPath);
        if (Files.isRegularFile(path)) {
            try (TensorFile file = TensorFiles.open(path)) {
                if (!file.metadata().containsKey(RECIPE)) {
                    return Started.from(nameOrPath, file);
                }
            }
        }
        try (Model model = open(nameOrPath, device, WeightChoice.AVERAGED)) {
            return Started.from(nameOrPath, model.parameters());
        }
    }

    /** Values read beforehand, by name. */
    private record Started(String origin, Map<String, TensorValues> tensors, Map<String, Long> counters)
            implements ParameterSource {
        static Started from(String origin, TensorFile file) {
            Started started = new Started(origin, new TreeMap<>(), new TreeMap<>());
            file.arrays().forEach((name, array) -> {
                if (array.dtype() == DType.I64) {
                    started.counters.put(name, StoredTensors.counter(file, name));
                } else {
                    float[] values = StoredTensors.floats(file, name, array.sizes());
                    started.tensors.put(name, new TensorValues(array.sizes(), values));
                }
            });
            return started;
        }

        static Started from(String origin, Parameters parameters) {
            Started started = new Started(origin, new TreeMap<>(), new TreeMap<>());
            parameters.names().forEach(name -> {
                Tensor tensor = parameters.get(name);
                if (Tensors.isWhole(tensor)) {
                    started.counters.put(name, tensor.item_long());
                } else {
                    started.tensors.put(name, new TensorValues(tensor.shape(), Tensors.floats(tensor)));
                }
            });
            return started;
        }

        @Override
        public float[] values(String name, Init rule, long... shape) {
            TensorValues found = tensors.get(name);
            if (found == null || !Arrays.equals(found.shape, shape)) {
                throw unlike(name, found == null ? "not at all" : "as " + Shapes.text(found.shape), Shapes.text(shape));
            }
            return found.values;
        }

        @Override
        public long count(String name) {
            Long found = counters.get(name);
            return found == null ? (long) values(name, Init.ZEROS)[0] : found; // some converters make all floating
        }

        private CheckpointException unlike(String name, String has, String needs) {
            return new CheckpointException(
                    "training was to start from '%s', which has the tensor '%s' %s where this network needs %s. Start from weights of the same network, or leave train.init out."
                            .formatted(origin, name, has, needs));
        }
    }

    /** What was read of one tensor. */
    private static final class TensorValues {
        private final long[] shape;
        private final float[] values;

        TensorValues(long[] shape, float... values) {
            this.shape = shape;
            this.values = values;
        }
    }

    /** Writes a model's weights and recipe into a folder. */
    static void save(Model model, Path folder, boolean isHalf) {
        List<NamedArray> arrays = model.parameters().names().stream()
                .map(name -> {
                    Tensor tensor = model.parameters().get(name);
                    return isHalf ? StoredTensors.half(name, tensor) : StoredTensors.array(name, tensor);
                })
                .toList();
        FileLayer files = FileLayer.disk();
        byte[] yaml = model.recipe().yaml().getBytes(StandardCharsets.UTF_8);
        try {
            files.createFolders(folder);
            files.replace(folder.resolve("recipe.yaml"), ByteContent.of(() -> ByteBuffer.wrap(yaml)));
        } catch (IOException e) {
            throw new StorageException(
                    "the model cannot be written to %s (%s). Make it a folder that you may write, or choose another."
                            .formatted(folder, StorageException.reason(e)),
                    e);
        }
        write(folder.resolve(WEIGHTS), model.recipe().yaml(), model.classes(), arrays, files);
    }

    /** Writes weights with their recipe and the names of their classes, atomically. */
    static void write(Path file, String yaml, List<String> classes, List<NamedArray> arrays, FileLayer files) {
        // sorted: the order of Map.of differs from process to process, and equal runs shall give equal files
        Map<String, String> metadata = new TreeMap<>(Map.of("format", "pt", RECIPE, yaml));
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

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.weights.TensorFiles;

/**
 * First values for a network that is to be trained further, read beforehand.
 *
 * @param origin where they are from
 * @param tensors values by name
 * @param counters whole numbers by name
 */
record InitialWeights(String origin, Map<String, TensorValues> tensors, Map<String, Long> counters)
        implements ParameterSource {
    /** A model's weights, or those of a file that says nothing of its network. */
    static ParameterSource of(String nameOrPath, String device) {
        Path path = Path.of(nameOrPath);
        if (Files.isRegularFile(path)) {
            try (TensorFile file = TensorFiles.open(path)) {
                if (!file.metadata().containsKey(ModelFiles.RECIPE)) {
                    return from(nameOrPath, file);
                }
            }
        }
        try (Model model = Model.open(nameOrPath, device, WeightChoice.AVERAGED)) {
            return from(nameOrPath, model.parameters());
        }
    }

    static InitialWeights from(String origin, TensorFile file) {
        InitialWeights started = new InitialWeights(origin, new TreeMap<>(), new TreeMap<>());
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

    static InitialWeights from(String origin, Parameters parameters) {
        InitialWeights started = new InitialWeights(origin, new TreeMap<>(), new TreeMap<>());
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

    /** What was read of one tensor. */
    private static final class TensorValues {
        private final long[] shape;
        private final float[] values;

        TensorValues(long[] shape, float... values) {
            this.shape = shape;
            this.values = values;
        }
    }
}

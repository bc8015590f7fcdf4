// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
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

/** First values of a network that is to be trained further: tensors of another model, read beforehand, by name. */
record FirstValues(String origin, Map<String, TensorValues> tensors, Map<String, Long> counters)
        implements ParameterSource {
    /** Those of a file; {@code origin} names it in sentences. */
    static FirstValues from(String origin, TensorFile file) {
        FirstValues first = new FirstValues(origin, new TreeMap<>(), new TreeMap<>());
        file.arrays().forEach((name, array) -> {
            if (array.dtype() == DType.I64) {
                first.counters.put(name, StoredTensors.counter(file, name));
            } else {
                try (PointerScope scope = new PointerScope()) {
                    float[] values = Tensors.floats(StoredTensors.finite(file, name, array.sizes()));
                    first.tensors.put(name, new TensorValues(array.sizes(), values));
                }
            }
        });
        return first;
    }

    /** Those that a network has now. */
    static FirstValues from(String origin, Parameters parameters) {
        FirstValues first = new FirstValues(origin, new TreeMap<>(), new TreeMap<>());
        parameters.names().forEach(name -> {
            Tensor tensor = parameters.get(name);
            if (Tensors.isWhole(tensor)) {
                first.counters.put(name, tensor.item_long());
            } else {
                first.tensors.put(name, new TensorValues(tensor.shape(), Tensors.floats(tensor)));
            }
        });
        return first;
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

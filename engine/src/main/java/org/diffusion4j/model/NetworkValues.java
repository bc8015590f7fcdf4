// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.nn.CheckpointFit;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.StoredSource;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.train.Weights;

/**
 * The values of one network from a file of weights. What does not fit is not refused at once: zeros stand in for it in a
 * network that nobody will see, so that {@link #requireFit} can tell all of it in one sentence.
 */
final class NetworkValues implements StoredSource {
    private final TensorFile weights;
    private final WeightChoice choice;
    private final Map<String, long[]> wanted = new LinkedHashMap<>();
    private final Map<String, long[]> given = new TreeMap<>();

    NetworkValues(TensorFile weights, WeightChoice choice) {
        this.weights = weights;
        this.choice = choice;
        weights.arrays().forEach((name, array) -> given.put(name, array.sizes()));
    }

    @Override
    public Tensor tensor(String name, Init rule, long... shape) {
        String averaged = Weights.EMA + name;
        boolean isAveraged = choice == WeightChoice.AVERAGED && weights.arrays().containsKey(averaged);
        given.remove(isAveraged ? name : averaged); // the twin is known, and not asked for
        String stored = isAveraged ? averaged : name;
        wanted.put(stored, shape);
        return Arrays.equals(given.get(stored), shape)
                ? StoredTensors.finite(weights, stored, shape)
                : torch.zeros(shape);
    }

    @Override
    public long count(String name) {
        NamedArray counter = weights.arrays().get(name);
        wanted.put(name, counter == null ? new long[0] : counter.sizes());
        return counter == null ? 0 : StoredTensors.counter(weights, name);
    }

    /**
     * To be called when the network has taken its values.
     *
     * @throws CheckpointException listing what is missing, what has another shape, and what is too much
     */
    void requireFit() {
        CheckpointFit.require(wanted, given, "'" + weights.name() + "'");
    }
}

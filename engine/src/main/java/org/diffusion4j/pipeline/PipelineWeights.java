// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.StoredSource;
import org.diffusion4j.tensor.StoredTensors;

/**
 * Weights that the diffusers library wrote, under the names of today: attention was called otherwise until spring 2023, and
 * its matrices were kernels of one pixel.
 */
public final class PipelineWeights implements StoredSource {
    /** What the layers of attention are called, and what they were called. */
    private static final Map<String, String> OLD_NAMES = new LinkedHashMap<>();

    static {
        OLD_NAMES.put(".to_q.", ".query.");
        OLD_NAMES.put(".to_k.", ".key.");
        OLD_NAMES.put(".to_v.", ".value.");
        OLD_NAMES.put(".to_out.0.", ".proj_attn.");
    }

    /** Stands beside {@code time_proj.weight} in Fourier models and repeats it. */
    private static final Set<String> REPEATED = Set.of("time_proj.W");

    private final TensorFile file;
    private final Set<String> unused;

    /** Values of {@code file}, which must stay open while they are read. */
    public PipelineWeights(TensorFile file) {
        this.file = file;
        unused = new TreeSet<>(file.arrays().keySet());
        unused.removeAll(REPEATED);
    }

    @Override
    public Tensor tensor(String name, Init rule, long... shape) {
        String stored = stored(name);
        unused.remove(stored);
        long[] storedShape = withoutSingles(stored, shape);
        Tensor tensor = StoredTensors.finite(file, stored, storedShape);
        return Arrays.equals(storedShape, shape) ? tensor : tensor.view(shape);
    }

    private String stored(String name) {
        if (!file.arrays().containsKey(name)) {
            for (Map.Entry<String, String> layer : OLD_NAMES.entrySet()) {
                String old = name.replace(layer.getKey(), layer.getValue());
                if (name.contains(".attentions.") && file.arrays().containsKey(old)) {
                    return old;
                }
            }
        }
        return name;
    }

    /** The stored shape, where it is the wanted one with sizes of 1 behind it. */
    private long[] withoutSingles(String stored, long... wanted) {
        NamedArray array = file.arrays().get(stored);
        if (array == null || !stored.contains(".attentions.")) {
            return wanted;
        }
        List<Long> shape = array.shape();
        boolean fits = shape.size() > wanted.length;
        for (int i = 0; fits && i < shape.size(); i++) {
            fits = shape.get(i) == (i < wanted.length ? wanted[i] : 1);
        }
        return fits ? shape.stream().mapToLong(Long::longValue).toArray() : wanted;
    }

    /**
     * Refuses files that hold more than was asked for.
     *
     * @throws CheckpointException naming the tensors
     */
    public void requireAllUsed() {
        if (!unused.isEmpty()) {
            throw new CheckpointException(
                    "%s holds tensors that its configuration has no place for: %s. Use the config.json that belongs to it."
                            .formatted(file.name(), shortened()));
        }
    }

    private String shortened() {
        String all = String.join(", ", unused);
        return all.length() <= 300 ? all : all.substring(0, 300) + " …";
    }
}

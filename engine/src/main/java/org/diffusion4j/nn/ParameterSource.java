// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Tensors;

/** Where a network's first values come from: drawn by rule, read from a checkpoint, or given by a test. */
@FunctionalInterface
public interface ParameterSource {
    /**
     * The values of one tensor, float32 in row-major order.
     *
     * @param name the full checkpoint name, for example {@code dense1.dense.weight}
     * @param rule how PyTorch would initialise it; sources that have values ignore it
     * @param shape its shape; the result has exactly as many elements
     */
    float[] values(String name, Init rule, long... shape);

    /** The same as a new tensor on the CPU; a {@link StoredSource} brings the numbers of a file there as directly as it can. */
    default Tensor tensor(String name, Init rule, long... shape) {
        return Tensors.of(values(name, rule, shape), shape);
    }

    /** The value of a counter, such as the batches that a running mean has seen; 0 in a new network. */
    default long count(String name) {
        return 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.tensor.StoredTensors;
import org.diffusion4j.tensor.Tensors;

/** Values that a file holds and a network computes with. */
public interface StoredSource extends ParameterSource {
    /** The values of one tensor, float32 on the CPU; its name and shape are those of {@link ParameterSource#values}. */
    @Override
    Tensor tensor(String name, Init rule, long... shape);

    @Override
    default float[] values(String name, Init rule, long... shape) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.floats(tensor(name, rule, shape));
        }
    }

    /** Those that {@code file} has under the names of the network; it must stay open while they are read. */
    static StoredSource of(TensorFile file) {
        return (name, rule, shape) -> StoredTensors.finite(file, name, shape);
    }
}

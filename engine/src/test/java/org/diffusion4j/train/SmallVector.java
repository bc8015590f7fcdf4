// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Tensors;

/** Five parameters that a test sets by hand. */
final class SmallVector {
    static final double[] START = {1, -2, 0.5, 0, 3};

    private SmallVector() {}

    static Parameters.Built<Linear> build() {
        Parameters.Built<Linear> built =
                Parameters.build(p -> Linear.of(p, 4, 1), (name, rule, shape) -> values(name), Devices.of("cpu"));
        return built;
    }

    private static float[] values(String name) {
        return name.equals("bias") ? new float[] {3} : new float[] {1, -2, 0.5f, 0};
    }

    static void put(Tensor target, double... values) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            target.copy_(Tensors.of(values, values.length));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.LayerNorm;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;

/** Layers with the first values and the epsilon that Keras gives them: Glorot's uniform rule, biases 0, 1e-3. */
final class KerasLayers {
    private static final double EPSILON = 1e-3;

    private KerasLayers() {}

    static Linear dense(ParameterScope p, long in, long out) {
        return new Linear(
                p.trained("weight", glorot(in, out), out, in), new TensorOptional(p.trained("bias", Init.ZEROS, out)));
    }

    /** Stride 1, padded to the same size. */
    static Conv2d convolution(ParameterScope p, long in, long out, int kernel) {
        Init rule = glorot(in * kernel * kernel, out * kernel * kernel);
        return Conv2d.of(
                p,
                p.kernel("weight", rule, out, in, kernel, kernel),
                new TensorOptional(p.trained("bias", Init.ZEROS, out)),
                1,
                kernel / 2);
    }

    static LayerNorm norm(ParameterScope p, long size) {
        return LayerNorm.of(p, size, EPSILON);
    }

    /** Glorot and Bengio 2010, eq. 16. */
    private static Init glorot(long fanIn, long fanOut) {
        return Init.uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;

/**
 * Two layers with leaky ReLU between them.
 *
 * @param fc1 checkpoint name {@code fc1}
 * @param fc2 checkpoint name {@code fc2}
 */
public record Mlp(FullyConnected fc1, FullyConnected fc2) {
    /** Takes {@code fc1} and {@code fc2} from {@code p}. */
    public static Mlp of(ParameterScope p, int dim, int hidden) {
        return new Mlp(
                FullyConnected.of(
                        p.in("fc1"), FullyConnected.Spec.of(dim, hidden).with(Activation.LRELU)),
                FullyConnected.of(p.in("fc2"), FullyConnected.Spec.of(hidden, dim)));
    }

    /** x (…, dim) -> (…, dim). */
    public Tensor forward(Tensor x) {
        return fc2.forward(fc1.forward(x));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.bytedeco.pytorch.global.torch.cat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.tensor.Tensors;

/**
 * Sines and cosines of a time at random frequencies that are never trained (Tancik et al. 2020, eq. 5; Song et al. 2021).
 *
 * @param frequencies (dim/2), checkpoint name {@code W}, drawn from N(0, scale²)
 */
public record FourierTime(Tensor frequencies) {
    /** Takes {@code W} from {@code p}. */
    public static FourierTime of(ParameterScope p, long dim, double scale) {
        return new FourierTime(p.frozen("W", Init.normal(scale), dim / 2));
    }

    /** u (N), a time in [0, 1) -> [sin 2πuW, cos 2πuW] (N, dim). */
    public Tensor forward(Tensor u) {
        // the product with W before 2π, each rounded to float32, is the order of the reference numbers
        Tensor angle = Tensors.times(u.unsqueeze(-1).mul(frequencies), 2 * Math.PI); // (N, dim/2)
        return cat(new TensorVector(angle.sin(), angle.cos()), -1);
    }
}

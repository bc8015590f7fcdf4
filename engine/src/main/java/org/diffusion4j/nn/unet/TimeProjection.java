// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.embedding;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Tensors;

/** Makes a vector of a time. */
@FunctionalInterface
public interface TimeProjection {
    /** t (N), float32 -> (N, width). */
    Tensor forward(Tensor t);

    /**
     * Cosines and sines at frequencies that fall geometrically from 1 towards 1/10,000 (Vaswani et al. 2017). In float32,
     * as networks of this kind were trained with it.
     *
     * @param width of the result; an odd one ends with 0
     * @param shift the last frequency is 10,000^(−(h − 1)/(h − shift)) for h pairs: 1 reaches 1/10,000, 0 stops before
     * @param cosinesFirst whether the cosines come before the sines
     */
    static TimeProjection positional(int width, int shift, boolean cosinesFirst) {
        int half = width / 2;
        float[] numbers = new float[half];
        for (int k = 0; k < half; k++) {
            numbers[k] = k;
        }
        Tensor exponents = Tensors.times(Tensors.of(numbers, half), -Math.log(10_000));
        Tensor frequencies = exponents.div(Tensors.scalar(half - shift)).exp(); // (half)
        return t -> {
            Tensor angles = t.unsqueeze(-1).mul(Tensors.on(t.device(), frequencies)); // (N, half)
            Tensor first = cosinesFirst ? angles.cos() : angles.sin();
            Tensor second = cosinesFirst ? angles.sin() : angles.cos();
            TensorVector parts = width % 2 == 0
                    ? new TensorVector(first, second)
                    : new TensorVector(first, second, Tensors.times(t.unsqueeze(-1), 0));
            return cat(parts, -1);
        };
    }

    /**
     * Sines and cosines of the logarithm of a noise level at random frequencies that are never trained (Song et al. 2021).
     * Parameter name: {@code weight}. The result has twice {@code count} numbers; the level must be above 0.
     */
    static TimeProjection fourier(ParameterScope p, int count) {
        Tensor frequencies = p.frozen("weight", Init.normal(16), count);
        return t -> {
            Tensor angles = Tensors.times(t.log().unsqueeze(-1).mul(frequencies), 2 * Math.PI); // (N, count)
            return cat(new TensorVector(angles.sin(), angles.cos()), -1);
        };
    }

    /** A learned vector for each of {@code steps} whole times. Parameter name: {@code weight}. */
    static TimeProjection learned(ParameterScope p, int steps, int width) {
        Tensor weight = p.trained("weight", Init.normal(1), steps, width);
        return t -> embedding(weight, t.to(ScalarType.Long));
    }
}

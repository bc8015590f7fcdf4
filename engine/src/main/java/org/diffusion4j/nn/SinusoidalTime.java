// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.bytedeco.pytorch.global.torch.cat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.tensor.Tensors;

/**
 * Sines, then cosines, of a time at fixed frequencies that fall geometrically from 1 to 1/10,000, both included
 * (Vaswani et al. 2017, section 3.5; Ho et al. 2020, appendix B). It has no parameters.
 */
public final class SinusoidalTime {
    private static final double LONGEST_PERIOD = 10_000;

    private final double[] frequencies;

    /**
     * Prepares the frequencies.
     *
     * @param dim numbers for each time: even, 4 or more
     * @throws ConfigException if it is not
     */
    public SinusoidalTime(int dim) {
        if (dim < 4 || dim % 2 != 0) {
            throw new ConfigException(
                    "the width of the sinusoidal time embedding must be even and 4 or more but was %d. 256 is usual."
                            .formatted(dim));
        }
        int half = dim / 2;
        frequencies = new double[half];
        for (int k = 0; k < half; k++) {
            frequencies[k] = StrictMath.exp(-StrictMath.log(LONGEST_PERIOD) * k / (half - 1));
        }
    }

    /** t (N), a time counted in steps -> [sin tf, cos tf] float32 (N, dim). */
    public Tensor forward(Tensor t) {
        // in double: an angle of 1000 in float32 is off by 3e-5, which the sine would show
        Tensor f = Tensors.on(t.device(), Tensors.of(frequencies, frequencies.length));
        Tensor angle = t.to(ScalarType.Double).unsqueeze(-1).mul(f); // (N, dim/2)
        return Tensors.toFloat(cat(new TensorVector(angle.sin(), angle.cos()), -1));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import org.bytedeco.pytorch.Tensor;

/**
 * Draws noise on the thread that asks, into the same memory for each evaluation: for runs beside which no core is free. The
 * numbers are those of the {@link ImageNoise} behind it. For one run, whose samples are of one shape and
 * dtype in one place. Belongs to one thread; to be closed.
 */
public final class NoiseInPlace implements Noise, AutoCloseable {
    private final ImageNoise noise;
    private final NoiseTensor tensor = new NoiseTensor();
    private double[] values = {};

    /** In the place of {@code noise}. */
    public NoiseInPlace(ImageNoise noise) {
        this.noise = noise;
    }

    @Override
    public Tensor unit(int evaluation, int draw, Tensor like) {
        if (draw != 0) { // few solvers draw again
            return noise.unit(evaluation, draw, like);
        }
        int each = noise.elementsOfOne(like);
        int size = noise.size(each);
        if (values.length != size) {
            values = new double[size];
        }
        noise.fill(evaluation, draw, each, values);
        return tensor.of(values, like);
    }

    @Override
    public void close() {
        tensor.close();
    }
}

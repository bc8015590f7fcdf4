// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.Arrays;
import org.diffusion4j.random.RandomStream;

/** How a tensor is initialised: a rule over one random stream. */
@FunctionalInterface
public interface Init {
    /** Zeros, as for shifts of normalisations. */
    Init ZEROS = (stream, n) -> new float[n];

    /** Ones, as for scales of normalisations. */
    Init ONES = (stream, n) -> {
        float[] values = new float[n];
        Arrays.fill(values, 1);
        return values;
    };

    /** Always these values in row-major order, as for tables that a layer computes and a checkpoint stores. */
    static Init values(float... constants) {
        return (stream, n) -> constants.clone();
    }

    /** The same value everywhere. */
    static Init constant(double value) {
        return (stream, n) -> {
            float[] values = new float[n];
            Arrays.fill(values, (float) value);
            return values;
        };
    }

    /** {@code n} values drawn from {@code stream}. */
    float[] draw(RandomStream stream, int n);

    /** U(-bound, bound). PyTorch's rule for weights and biases of linear and convolution layers has bound 1/sqrt(fan_in). */
    static Init uniform(double bound) {
        return (stream, n) -> {
            float[] values = new float[n];
            stream.fillUniform(values, 0, n);
            for (int i = 0; i < n; i++) {
                values[i] = (float) ((2.0 * values[i] - 1) * bound);
            }
            return values;
        };
    }

    /** N(0, std²). */
    static Init normal(double std) {
        return (stream, n) -> {
            float[] values = new float[n];
            stream.fillNormal(values, 0, n);
            for (int i = 0; i < n; i++) {
                values[i] = (float) (values[i] * std);
            }
            return values;
        };
    }
}

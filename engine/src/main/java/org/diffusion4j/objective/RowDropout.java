// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Tensors;

/**
 * Dropout by layer and row of the whole batch: a row leaves out the same whichever micro-batch and thread it is in, and the
 * same again where a step evaluates its network twice.
 *
 * @param stream of the step
 * @param firstRow number in the whole batch of the first row that the network sees
 */
record RowDropout(RandomStream stream, int firstRow) implements Dropout {
    @Override
    public Tensor of(Tensor x, String layer, double share) {
        int rows = Math.toIntExact(x.size(0));
        int each = Math.toIntExact(x.numel() / rows);
        float[] factors = new float[rows * each];
        float kept = (float) (1 / (1 - share));
        for (int row = 0; row < rows; row++) {
            stream.child(layer, firstRow + row).fillUniform(factors, row * each, each);
        }
        for (int i = 0; i < factors.length; i++) {
            factors[i] = factors[i] < share ? 0 : kept;
        }
        return x.mul(Tensors.on(x.device(), Tensors.of(factors, x.shape())));
    }
}

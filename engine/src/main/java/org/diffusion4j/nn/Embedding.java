// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.tensor.Tensors;

/**
 * A vector for each of a number of labels.
 *
 * @param weight (labels, dim), checkpoint name {@code weight}
 */
public record Embedding(Tensor weight) {
    /** Takes {@code weight} from {@code p}; first values N(0, 1) as PyTorch's. */
    public static Embedding of(ParameterScope p, long labels, long dim) {
        return new Embedding(p.trained("weight", Init.normal(1), labels, dim));
    }

    /** Labels (B), each 0 … labels − 1 -> (B, dim). */
    public Tensor forward(int... labels) {
        long[] rows = new long[labels.length];
        for (int i = 0; i < labels.length; i++) {
            rows[i] = labels[i];
        }
        return torch.embedding(weight, Tensors.on(weight.device(), Tensors.of(rows, rows.length)));
    }
}

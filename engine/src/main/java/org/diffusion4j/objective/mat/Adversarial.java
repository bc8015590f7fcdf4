// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective.mat;

import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.softplus;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** The logistic losses of a discriminator and its opponent (Goodfellow et al. 2014), and the penalty on its gradient. */
public final class Adversarial {
    private Adversarial() {}

    /** −log σ(logits), averaged: low where images look real. What a generator minimises, and a discriminator on real images. */
    public static Tensor asReal(Tensor logits) {
        return softplus(logits.neg()).mean();
    }

    /** −log(1 − σ(logits)), averaged: low where images look filled. What a discriminator minimises on filled images. */
    public static Tensor asFilled(Tensor logits) {
        return softplus(logits).mean();
    }

    /**
     * |d Σ logits / d images|² of each image, (B): the R1 penalty before its factor (Mescheder et al. 2018). Has a
     * gradient of its own, and so passes through the discriminator twice.
     *
     * @param logits (B, 1), made from {@code images}
     * @param images (B, C, H, W), a leaf that requires a gradient
     */
    public static Tensor gradientPenalty(Tensor logits, Tensor images) {
        TensorVector slopes = grad(
                new TensorVector(logits.sum()),
                new TensorVector(images),
                new TensorVector(),
                new BoolOptional(true),
                true,
                false);
        return new Tensor(slopes.get(0))
                .square()
                .sum(1, 2, 3); // a handle of its own: the vector's elements die with it
    }
}

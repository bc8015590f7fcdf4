// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import org.bytedeco.pytorch.Tensor;

/** A network that names what a picture shows; what it knows before its last layer describes the picture. */
interface ClassifierNet {
    /** x (B, 3, 32, 32) in [−1, 1] -> (B, features). */
    Tensor features(Tensor x);

    /** Features (B, features) -> logits (B, classes). */
    Tensor logits(Tensor features);
}

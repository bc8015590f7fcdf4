// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.tensor.Tensors;

/** How images and masks enter and leave MAT's networks. */
final class Inputs {
    private static final double MIDDLE = 0.5;

    private Inputs() {}

    /** The mask as −½ and ½, then the images, channel after channel. */
    static Tensor masked(Tensor known, Tensor... images) {
        List<Tensor> all = new ArrayList<>(List.of(Tensors.plus(known, -MIDDLE)));
        all.addAll(List.of(images));
        return cat(new TensorVector(all.toArray(new Tensor[0])), 1);
    }

    /** The image where it is known, the fill elsewhere. */
    static Tensor composed(Tensor fill, Tensor image, Tensor known) {
        return image.mul(known).add(fill.mul(Tensors.plus(known.neg(), 1)));
    }
}

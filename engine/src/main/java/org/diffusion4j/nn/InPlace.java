// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.tensor.Tensors;

/**
 * Functions of a tensor x that a layer has just made and nobody else reads. Where that is allowed they write over it, which
 * spares the memory one trip and one block; the result is the same.
 */
public final class InPlace {
    private InPlace() {}

    /** x · sigmoid(x); over x where nothing will be differentiated, since the gradient needs x. */
    public static Tensor silu(Tensor x) {
        if (!InferenceMode.is_enabled()) {
            return torch.silu(x);
        }
        torch.silu_(x); // what it returns borrows x's memory without owning it
        return x;
    }

    /** x · Φ(x), with the error function; over x where nothing will be differentiated. */
    public static Tensor gelu(Tensor x) {
        if (!InferenceMode.is_enabled()) {
            return torch.gelu(x);
        }
        torch.gelu_(x); // borrows as above
        return x;
    }

    /** max(x, 0); over x where nothing will be differentiated. */
    public static Tensor relu(Tensor x) {
        return InferenceMode.is_enabled() ? x.relu_() : x.relu();
    }

    /** x + y, y broadcast; over x if both have one dtype. Not for an x that a gradient needs: the result of a ReLU. */
    public static Tensor add(Tensor x, Tensor y) {
        return isOneType(x, y) ? x.add_(y) : x.add(y);
    }

    /** x + y · z, y and z broadcast; over x if all have one dtype. Not for an x that a gradient needs. */
    public static Tensor addProduct(Tensor x, Tensor y, Tensor z) {
        return isOneType(x, y) && isOneType(x, z) ? x.addcmul_(y, z, Tensors.scalar(1)) : x.add(y.mul(z));
    }

    private static boolean isOneType(Tensor x, Tensor y) {
        return x.scalar_type().intern() == y.scalar_type().intern();
    }
}

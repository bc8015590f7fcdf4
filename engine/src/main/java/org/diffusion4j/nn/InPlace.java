// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.tensor.Tensors;

/**
 * Functions of a tensor x that a layer has just made and nobody else reads. Where that is allowed they write over it, which
 * spares the memory one trip and one block; the result is the same.
 */
public final class InPlace {
    /**
     * The bits of minus infinity in bfloat16 as a whole number. Those of numbers below zero are as low or lower, and only those of what is
     * no number lie between it and zero: compared so, nothing needs to be brought into another format, which takes most of the time.
     */
    private static final long MINUS_INFINITY = -128;

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

    /** max(x, 0); over x where nothing will be differentiated. What is no number stays so. */
    public static Tensor relu(Tensor x) {
        if (!InferenceMode.is_enabled()) {
            return x.relu();
        }
        if (x.scalar_type().intern() == ScalarType.BFloat16) {
            torch.threshold_(x.view(ScalarType.Short), new Scalar(MINUS_INFINITY), new Scalar(0L));
            return x;
        }
        return x.relu_();
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

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.tensor.Tensors;

/** Activations with the gain that keeps the variance of their input (StyleGAN2's table). */
public enum Activation {
    /** x. */
    LINEAR(0, 1, true) {
        @Override
        Tensor of(Tensor x, double alpha) {
            return x;
        }
    },
    /** max(x, 0). */
    RELU(0, Math.sqrt(2), true) {
        @Override
        Tensor of(Tensor x, double alpha) {
            return x.relu();
        }
    },
    /** x where it is not negative, else alpha · x. */
    LRELU(0.2, Math.sqrt(2), true) {
        @Override
        Tensor of(Tensor x, double alpha) {
            return torch.leaky_relu(x, Tensors.scalar(alpha));
        }

        @Override
        Tensor ofOwn(Tensor x, double alpha) {
            torch.leaky_relu_(x, Tensors.scalar(alpha)); // what it returns borrows x's memory without owning it
            return x;
        }
    },
    /** tanh x. */
    TANH(0, 1, false) {
        @Override
        Tensor of(Tensor x, double alpha) {
            return x.tanh();
        }
    },
    /** 1 / (1 + e⁻ˣ). */
    SIGMOID(0, 1, false) {
        @Override
        Tensor of(Tensor x, double alpha) {
            return x.sigmoid();
        }
    },
    /** x where it is positive, else eˣ − 1. */
    ELU(0, 1, false) {
        @Override
        Tensor of(Tensor x, double alpha) {
            return torch.elu(x);
        }
    },
    /** ELU with the two constants of self-normalising networks. */
    SELU(0, 1, false) {
        @Override
        Tensor of(Tensor x, double alpha) {
            return torch.selu(x);
        }
    },
    /** ln(1 + eˣ). */
    SOFTPLUS(0, 1, false) {
        @Override
        Tensor of(Tensor x, double alpha) {
            return torch.softplus(x);
        }
    },
    /** x · sigmoid(x). */
    SWISH(0, Math.sqrt(2), false) {
        @Override
        Tensor of(Tensor x, double alpha) {
            return torch.silu(x);
        }
    };

    private final double alpha;
    private final double gain;
    private final boolean homogeneous;

    Activation(double alpha, double gain, boolean homogeneous) {
        this.alpha = alpha;
        this.gain = gain;
        this.homogeneous = homogeneous;
    }

    /** The usual parameter. */
    public double alpha() {
        return alpha;
    }

    /** The usual gain. */
    public double gain() {
        return gain;
    }

    /** Whether f(g · x) = g · f(x) for every g above 0, so that a gain may be applied before instead of after. */
    boolean isHomogeneous() {
        return homogeneous;
    }

    /** f(x). */
    abstract Tensor of(Tensor x, double alpha);

    /** f(x) of a tensor that nobody else reads; its memory may be used again. */
    Tensor ofOwn(Tensor x, double alpha) {
        return of(x, alpha);
    }
}

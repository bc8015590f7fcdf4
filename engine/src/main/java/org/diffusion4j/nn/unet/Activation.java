// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.nn.InPlace;

/** The functions between the layers of a block, as diffusers calls them in small letters. */
public enum Activation implements LibraryName {
    /** x · sigmoid(x). */
    SILU {
        @Override
        public Tensor of(Tensor x) {
            return torch.silu(x);
        }
    },
    /** Another name of {@link #SILU}. */
    SWISH {
        @Override
        public Tensor of(Tensor x) {
            return torch.silu(x);
        }
    },
    /** x · Φ(x), with the error function and not an approximation of it. */
    GELU {
        @Override
        public Tensor of(Tensor x) {
            return torch.gelu(x);
        }
    },
    /** max(x, 0). */
    RELU {
        @Override
        public Tensor of(Tensor x) {
            return torch.relu(x);
        }
    },
    /** x · tanh(softplus(x)). */
    MISH {
        @Override
        public Tensor of(Tensor x) {
            return torch.mish(x);
        }
    };

    /** The function of each element; shaped like {@code x}. */
    public abstract Tensor of(Tensor x);

    /** The same of an {@code x} that nobody else reads; over it where nothing will be differentiated. */
    Tensor over(Tensor x) {
        return switch (this) {
            case SILU, SWISH -> InPlace.silu(x);
            case RELU -> InPlace.relu(x);
            case GELU, MISH -> of(x);
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.BatchNorm2d;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.PackedKernel;
import org.diffusion4j.nn.PackedKernel.After;
import org.diffusion4j.nn.ParameterScope;

/** How the convolutions of a {@link ContextUnetConfig} are normalised. */
public enum ContextNorm {
    /** By the statistics of the whole batch in training, by running ones in sampling. */
    BATCH {
        @Override
        Layer layer(ParameterScope p, int channels, Conv2d convolution) {
            BatchNorm2d norm = BatchNorm2d.of(p, channels);
            Optional<PackedKernel> both = norm.after(convolution, p);
            return (x, isTraining) -> both.isPresent() && !isTraining
                    ? both.get().forward(x, After.GELU)
                    : norm.forward(convolution.forward(x), isTraining, After.GELU);
        }
    },
    /** The same with the statistics of each micro-batch; same weights and names, but another training. */
    MICRO_BATCH {
        @Override
        Layer layer(ParameterScope p, int channels, Conv2d convolution) {
            return BATCH.layer(p, channels, convolution);
        }
    },
    /** In groups of channels within each picture: no difference between training and sampling, for small batches. */
    GROUP {
        @Override
        Layer layer(ParameterScope p, int channels, Conv2d convolution) {
            GroupNorm norm = GroupNorm.of(p, channels, GROUPS);
            return (x, isTraining) -> After.GELU.of(norm.forward(convolution.forward(x)));
        }
    };

    /** Groups of every group normalisation in the network. */
    static final int GROUPS = 8;

    /** Convolution, normalisation, GELU: x (B, in, H, W) -> (B, C, H, W). */
    @FunctionalInterface
    interface Layer {
        Tensor forward(Tensor x, boolean isTraining);
    }

    /** {@code convolution} with this behind it, whose tensors are taken from {@code p}. */
    abstract Layer layer(ParameterScope p, int channels, Conv2d convolution);
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.BatchNorm2d;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.ParameterScope;

/** How the convolutions of a {@link ContextUnetConfig} are normalised. */
public enum ContextNorm {
    /** By the statistics of the whole batch in training, by running ones in sampling. */
    BATCH {
        @Override
        Layer layer(ParameterScope p, int channels) {
            return BatchNorm2d.of(p, channels)::forward;
        }
    },
    /** The same with the statistics of each micro-batch; same weights and names, but another training. */
    MICRO_BATCH {
        @Override
        Layer layer(ParameterScope p, int channels) {
            return BATCH.layer(p, channels);
        }
    },
    /** In groups of channels within each picture: no difference between training and sampling, for small batches. */
    GROUP {
        @Override
        Layer layer(ParameterScope p, int channels) {
            GroupNorm norm = GroupNorm.of(p, channels, GROUPS);
            return (x, isTraining) -> norm.forward(x);
        }
    };

    /** Groups of every group normalisation in the network. */
    static final int GROUPS = 8;

    /** x (B, C, H, W) -> the same shape. */
    @FunctionalInterface
    interface Layer {
        Tensor forward(Tensor x, boolean isTraining);
    }

    abstract Layer layer(ParameterScope p, int channels);
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import java.util.Optional;

/**
 * What all stages of one U-Net have in common.
 *
 * @param embedding width of the embedding of time and class
 * @param layers residual blocks of a stage on the way down; one more on the way up
 * @param groups of the group normalisations; stages that choose their own do not need it
 * @param epsilon of the group normalisations
 * @param activation between the layers
 * @param scaleShift true if the embedding scales and shifts the normalised features, false if it is added before
 * @param headDim channels of one head of attention; one head of all channels if absent
 * @param downPadding zeros around a picture that a convolution halves; 0 pads the right and lower edge alone
 * @param down how stages that can choose halve
 * @param up how stages that can choose double
 * @param dropout share of features that residual blocks leave out in training, in [0, 1)
 */
public record UNetStyle(
        int embedding,
        int layers,
        Optional<Integer> groups,
        double epsilon,
        Activation activation,
        boolean scaleShift,
        Optional<Integer> headDim,
        int downPadding,
        ResizeType down,
        ResizeType up,
        double dropout) {
    /** A quarter of the channels, 32 at most: the groups of stages and networks that choose their own. */
    public static int quarter(int channels) {
        return Math.min(channels / 4, 32);
    }

    /** The groups of a layer of {@code channels}. */
    public int groups(int channels) {
        return groups.orElseGet(() -> quarter(channels));
    }

    /** A residual block of this style between two widths. */
    ResidualConfig residual(int in, int out) {
        return new ResidualConfig(
                in,
                out,
                embedding,
                groups(in),
                groups(out),
                epsilon,
                activation,
                scaleShift,
                Resample.NONE,
                in != out,
                1,
                dropout);
    }
}

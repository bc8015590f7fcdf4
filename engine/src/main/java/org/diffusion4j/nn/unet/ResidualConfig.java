// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

/**
 * A residual block as data.
 *
 * @param in channels that come in
 * @param out channels that go out
 * @param embedding width of the embedding
 * @param groupsIn groups of the first normalisation; {@code in} is a multiple of it
 * @param groupsOut groups of the second normalisation; {@code out} is a multiple of it
 * @param epsilon of both normalisations
 * @param activation before every convolution
 * @param scaleShift true if the embedding scales and shifts the normalised features, false if it is added before
 * @param resample what is done to the features before the first convolution, and to the shortcut
 * @param hasShortcut whether the shortcut is a convolution of one pixel
 * @param scale the sum of both ways is divided by it
 * @param dropout share of the features before the second convolution that are left out in training, in [0, 1)
 */
record ResidualConfig(
        int in,
        int out,
        int embedding,
        int groupsIn,
        int groupsOut,
        double epsilon,
        Activation activation,
        boolean scaleShift,
        Resample resample,
        boolean hasShortcut,
        double scale,
        double dropout) {
    /** The same with other groups. */
    ResidualConfig withGroups(int first, int second) {
        return with(first, second, resample, hasShortcut, scale);
    }

    /** The same with the size changed between normalisation and convolution. */
    ResidualConfig withResample(Resample other) {
        return with(groupsIn, groupsOut, other, hasShortcut, scale);
    }

    /** The same with a convolution in the shortcut, whatever the channels. */
    ResidualConfig withShortcut() {
        return with(groupsIn, groupsOut, resample, true, scale);
    }

    /** The same with its sum divided by {@code divisor}. */
    ResidualConfig withScale(double divisor) {
        return with(groupsIn, groupsOut, resample, hasShortcut, divisor);
    }

    private ResidualConfig with(int first, int second, Resample other, boolean shortcut, double divisor) {
        return new ResidualConfig(
                in, out, embedding, first, second, epsilon, activation, scaleShift, other, shortcut, divisor, dropout);
    }
}

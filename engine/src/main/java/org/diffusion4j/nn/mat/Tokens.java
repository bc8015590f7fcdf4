// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The pixels of a feature map as a sequence, row after row.
 *
 * @param values (B, H·W, C)
 * @param height H
 * @param width W
 * @param known (B, H·W, 1), or null where all are taken as they are
 */
public record Tokens(
        Tensor values, long height, long width, @Nullable Tensor known) {
    /** features (B, C, H, W) in channels-last order: no copy is made. */
    public static Tokens of(PartialConv.Masked masked) {
        Tensor f = masked.features();
        Tensor known = masked.known();
        return new Tokens(sequence(f), f.size(2), f.size(3), known == null ? null : sequence(known));
    }

    private static Tensor sequence(Tensor features) {
        long[] s = features.shape();
        return features.permute(0, 2, 3, 1).reshape(s[0], s[2] * s[3], s[1]);
    }

    /** Back to (B, C, H, W), another view of the same memory. */
    public PartialConv.Masked features() {
        return new PartialConv.Masked(image(values), known == null ? null : image(known));
    }

    private Tensor image(Tensor sequence) {
        long[] s = sequence.shape();
        return sequence.view(s[0], height, width, s[2]).permute(0, 3, 1, 2);
    }

    /** Other values of the same shape, and another mask. */
    Tokens with(Tensor other, @Nullable Tensor otherKnown) {
        return new Tokens(other, height, width, otherKnown);
    }

    /** The same values, taken as they are. */
    public Tokens unmasked() {
        return new Tokens(values, height, width, null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ShapeException;

/**
 * Square windows over a grid of tokens, as in Swin (Liu et al. 2021, "Swin Transformer: Hierarchical Vision Transformer
 * using Shifted Windows"): window after window, row after row.
 *
 * @param side of a window, dividing height and width of the grid
 * @param shift by which the grid is rolled up and left before it is cut; 0 for none, less than the side
 */
public record Windows(int side, int shift) {
    /** Added to the logit of a pair of tokens that shall not see each other. Finite, so that rows without any valid pair keep an order. */
    public static final float BLOCKED = -100;

    /** x (B, H·W, C) -> (B · windows, side², C). */
    Tensor cut(Tensor x, long height, long width) {
        if (height % side != 0 || width % side != 0) {
            throw new ShapeException(
                    "a grid of %d x %d tokens cannot be cut into windows of %d x %d. Use images whose sides are multiples of the network's resolution."
                            .formatted(height, width, side, side));
        }
        long channels = x.size(2);
        Tensor grid = x.view(x.size(0), height, width, channels);
        Tensor rolled = shift == 0 ? grid : grid.roll(new long[] {-shift, -shift}, 1, 2);
        return rolled.view(-1, height / side, side, width / side, side, channels)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(-1, (long) side * side, channels);
    }

    /** The inverse of {@link #cut}. */
    Tensor join(Tensor windows, long height, long width) {
        long channels = windows.size(2);
        Tensor grid = windows.view(-1, height / side, width / side, side, side, channels)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(-1, height, width, channels);
        Tensor back = shift == 0 ? grid : grid.roll(new long[] {shift, shift}, 1, 2);
        return back.view(-1, height * width, channels);
    }

    /**
     * 0 for pairs of tokens that are neighbours in the picture, {@link #BLOCKED} for pairs that only the roll brought into
     * one window: (windows, side², side²) in row-major order.
     */
    public float[] blocked(int height, int width) {
        int tokens = side * side;
        int across = width / side;
        float[] table = new float[height / side * across * tokens * tokens];
        int at = 0;
        for (int window = 0; window < height / side * across; window++) {
            int top = window / across * side;
            int left = window % across * side;
            for (int i = 0; i < tokens; i++) {
                for (int j = 0; j < tokens; j++) {
                    boolean isSame = region(top + i / side, height) == region(top + j / side, height)
                            && region(left + i % side, width) == region(left + j % side, width);
                    table[at++] = isSame ? 0 : BLOCKED;
                }
            }
        }
        return table;
    }

    /** The shape of {@link #blocked}. */
    public long[] blockedShape(int height, int width) {
        long tokens = (long) side * side;
        return new long[] {(long) (height / side) * (width / side), tokens, tokens};
    }

    /** Which part of the picture a rolled row or column comes from: before the last window, its own part, the wrapped part. */
    private int region(int place, int length) {
        return place < length - side ? 0 : place < length - shift ? 1 : 2;
    }
}

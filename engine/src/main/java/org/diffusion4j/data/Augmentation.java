// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.Arrays;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.random.RandomStream;

/**
 * What is done to a picture anew in every epoch, so that a small set is seen in more ways.
 *
 * @param flip whether half of the pictures have left and right exchanged
 * @param shift pixels by which a picture is moved at most in each direction; its edge is repeated where nothing is left
 */
record Augmentation(boolean flip, int shift) {
    private static final int MOST = 64;

    Augmentation {
        if (shift < 0 || shift > MOST) {
            throw new ConfigException(
                    "shift must lie in 0 to %d pixels but was %d. 0 is none, 2 is usual for small pictures."
                            .formatted(MOST, shift));
        }
    }

    /** Changes the picture (C, H, W) at {@code target[from …]}; every number is drawn from {@code draws}. */
    void apply(RandomStream draws, float[] target, int from, int channels, int height, int width) {
        if (flip && draws.nextInt() < 0) {
            mirror(target, from, channels * height, width);
        }
        if (shift > 0) {
            int down = draws.nextInt(2 * shift + 1) - shift;
            int right = draws.nextInt(2 * shift + 1) - shift;
            move(target, from, channels, height, width, down, right);
        }
    }

    /** Turns every row around. */
    private static void mirror(float[] target, int from, int rows, int width) {
        for (int row = from; row < from + rows * width; row += width) {
            for (int left = row, right = row + width - 1; left < right; left++, right--) {
                float kept = target[left];
                target[left] = target[right];
                target[right] = kept;
            }
        }
    }

    private static void move(float[] target, int from, int channels, int height, int width, int down, int right) {
        float[] before = Arrays.copyOfRange(target, from, from + channels * height * width);
        for (int i = 0; i < before.length; i++) {
            int x = Math.max(0, Math.min(width - 1, i % width - right));
            int y = Math.max(0, Math.min(height - 1, i / width % height - down));
            target[from + i] = before[(i / width / height * height + y) * width + x];
        }
    }
}

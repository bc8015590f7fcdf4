// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.Arrays;
import java.util.BitSet;
import org.diffusion4j.image.Mask;

/**
 * The areas of a hole, one after the other: pixels to fill that touch, by a side or a corner, are of one area. Areas come in
 * the order of their first pixels, row by row; each pixel is looked at once.
 */
final class HoleAreas {
    private final int width;
    private final int height;
    private final BitSet left;
    private int from; // nothing is left before this pixel
    private int[] pixels = new int[64];
    private int count;
    private Box box = Box.of(0, 0);

    HoleAreas(Mask mask) {
        width = mask.width();
        height = mask.height();
        left = mask.hole();
    }

    /** Goes to the next area; false if there is none. */
    boolean next() {
        int first = left.nextSetBit(from);
        if (first < 0) {
            return false;
        }
        from = first;
        count = 0;
        box = Box.of(first % width, first / width);
        take(first);
        for (int done = 0;
                done < count;
                done++) { // what was taken is a queue of pixels whose neighbours are to be seen
            int x = pixels[done] % width;
            int y = pixels[done] / width;
            box = box.with(Box.of(x, y));
            takeAround(x, y);
        }
        return true;
    }

    private void takeAround(int x, int y) {
        for (int row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
            for (int column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
                if (left.get(row * width + column)) {
                    take(row * width + column);
                }
            }
        }
    }

    private void take(int pixel) {
        left.clear(pixel);
        pixels = count < pixels.length ? pixels : Arrays.copyOf(pixels, 2 * count);
        pixels[count++] = pixel;
    }

    /** The smallest rectangle around the area. */
    Box box() {
        return box;
    }

    /** Pixels of the area. */
    int count() {
        return count;
    }

    /** Pixel {@code i} of the area as y · width + x; the first of the picture is number 0, the others are in any order. */
    int pixel(int i) {
        return pixels[i];
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.BitSet;
import java.util.Optional;
import org.diffusion4j.image.Mask;

/**
 * The areas of a hole, one after the other: pixels to fill that touch, by a side or a corner, are of one area. Areas come in
 * the order of their first pixels, row by row; each run of pixels is looked at once.
 */
final class HoleAreas {
    private final int width;
    private final int height;
    private final BitSet left;
    private int from; // nothing is left before this pixel

    HoleAreas(Mask mask) {
        width = mask.width();
        height = mask.height();
        left = mask.hole();
    }

    /** The next area; empty if there is none. */
    Optional<HoleArea> next() {
        int first = left.nextSetBit(from);
        if (first < 0) {
            return Optional.empty();
        }
        from = first;
        PixelRuns runs = new PixelRuns();
        take(first, runs);
        Box box = Box.of(first % width, first / width);
        for (int i = 0; i < runs.count(); i++) { // what was taken is a queue of runs whose neighbours are to be seen
            int y = runs.from(i) / width;
            int begin = runs.from(i) - y * width;
            int end = runs.to(i) - y * width;
            box = box.with(new Box(begin, y, end, y + 1));
            takeTouching(y - 1, begin, end, runs);
            takeTouching(y + 1, begin, end, runs);
        }
        return Optional.of(new HoleArea(box, runs));
    }

    /** Takes what is left of a row next to the columns from {@code begin} to before {@code end}. */
    private void takeTouching(int row, int begin, int end, PixelRuns runs) {
        if (row < 0 || row >= height) {
            return;
        }
        int last = row * width + Math.min(width - 1, end);
        int pixel = left.nextSetBit(row * width + Math.max(0, begin - 1));
        while (pixel >= 0 && pixel <= last) {
            take(pixel, runs);
            pixel = left.nextSetBit(pixel);
        }
    }

    /** Takes the whole run that this pixel lies in. */
    private void take(int pixel, PixelRuns runs) {
        int row = pixel / width * width;
        int begin = pixel; // bit by bit, because a search for the next known pixel goes through all rows where there is
        // none
        while (begin > row && left.get(begin - 1)) {
            begin--;
        }
        int end = pixel + 1;
        while (end < row + width && left.get(end)) {
            end++;
        }
        left.clear(begin, end);
        runs.add(begin, end);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import org.diffusion4j.image.Picture;

/** Pictures of one size as bytes, in memory or in a file; readable by any thread. */
interface StoredPictures {
    /** How many. */
    int size();

    /** 1 or 3. */
    int channels();

    /** Rows. */
    int height();

    /** Pixels in a row. */
    int width();

    /** The bytes of a picture, in {@link #layout}. */
    byte[] bytes(int item);

    /** How the bytes of a picture lie. */
    PixelLayout layout();

    /** Writes a picture as numbers in [−1, 1], channel by channel, mirrored where that is asked for. */
    default void read(int item, boolean mirrored, float[] target, int from) {
        layout().scale(bytes(item), channels(), width(), mirrored, target, from);
    }

    /** A picture to look at. */
    default Picture picture(int item) {
        return Picture.of(width(), height(), channels(), layout().interleaved(bytes(item), channels()));
    }
}
